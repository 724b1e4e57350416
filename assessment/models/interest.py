from django.conf import settings
from django.db import models

from enrolment.models import Person


class Interest(models.Model):
    """Kinship or interest between one who assesses and a person (亲属或利害关系): a reason for recusal (回避)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="评估人员")
    person = models.ForeignKey(Person, models.CASCADE, related_name="interests", verbose_name="参保人")
    relation = models.CharField("关系", max_length=60)
    declared_at = models.DateTimeField("申报时间")
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申报人")

    class Meta:
        verbose_name = verbose_name_plural = "回避关系"
        constraints = [
            models.UniqueConstraint(fields=["user", "person"], name="interest_is_declared_once"),
        ]
