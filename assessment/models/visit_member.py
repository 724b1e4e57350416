from django.conf import settings
from django.db import models

from assessment.models.assessment import Assessment


class VisitMember(models.Model):
    """An assessor or expert who took part in a visit, in the post held on that day."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="members", verbose_name="评估")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评估人员")
    is_expert = models.BooleanField("评估专家")

    class Meta:
        verbose_name = verbose_name_plural = "现场评估人员"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "user"], name="visit_member_is_named_once"),
        ]
        ordering = ["id"]
