from django.conf import settings
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan

from accounts.fields import EncryptedTextField
from assessment.models.assessment import Assessment


class Opinion(models.Model):
    """One expert's word on a proposed conclusion; the database counts each expert once per proposal."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="opinions", verbose_name="评估")
    round = models.PositiveSmallIntegerField("第几次提出")
    expert = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评估专家")
    agrees = models.BooleanField("同意")
    reason = EncryptedTextField("意见", blank=True)
    given_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "专家意见"
        constraints = [
            models.UniqueConstraint(fields=["assessment", "round", "expert"], name="expert_speaks_once_per_proposal"),
            models.CheckConstraint(
                # Sealed text cannot be compared, but empty text is stored as it is.
                condition=models.Q(agrees=True) | models.Q(GreaterThan(Length("reason"), 0)),
                name="disagreement_gives_a_reason",
                violation_error_message="不同意须写明理由。",
            ),
        ]
        ordering = ["id"]
