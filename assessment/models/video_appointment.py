from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.fields import EncryptedTextField
from assessment.models.assessment import Assessment


class VideoAppointment(models.Model):
    """When and how an online assessment takes place, and who takes part; the latest counts. 黑龙江第八条（二）."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="appointments", verbose_name="评估")
    at = models.DateTimeField("预约时间")
    channel = EncryptedTextField("视频方式")
    assessors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="评估人员")
    guardian_name = models.CharField("在场监护人或代理人", max_length=60)
    made_at = models.DateTimeField("登记时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    class Meta:
        verbose_name = verbose_name_plural = "线上评估预约"
        constraints = [
            models.CheckConstraint(
                condition=Q(at__gt=F("made_at")),
                name="an_appointment_lies_ahead",
                violation_error_message="预约时间须在登记之后。",
            ),
        ]
        ordering = ["id"]
