from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.fields import EncryptedTextField
from care.models.benefit import Benefit
from care.models.benefit_period import BenefitPeriod

CAUSES = [
    (cause.value, cause.label)
    for cause in BenefitPeriod.Cause
    if cause not in (BenefitPeriod.Cause.ENTITLED, BenefitPeriod.Cause.HOSPITAL)
]


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(benefit__in=Benefit.objects.visible_to(actor))

    def running(self) -> Self:
        return self.filter(cleared_on__isnull=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Suspension(models.Model):
    """A suspension of the right to benefits by its cause, until it is cleared. C8. 宁夏第二十四条."""

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="suspensions", verbose_name="待遇")
    cause = models.CharField("情形", max_length=30, choices=CAUSES)
    suspended_on = models.DateField("暂停日期")
    finding = EncryptedTextField("查明的事实")
    suspended_by_name = models.CharField("暂停经办人", max_length=80)
    cleared_on = models.DateField("情形消失、审核通过日期", null=True, blank=True)
    cleared_finding = EncryptedTextField("恢复审核意见", blank=True)
    cleared_by_name = models.CharField("恢复经办人", max_length=80, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂停待遇"
        ordering = ["benefit", "suspended_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cleared_on__isnull=True) | Q(cleared_on__gte=F("suspended_on")),
                name="a_suspension_is_cleared_after_it_began",
                violation_error_message="恢复日期不能早于暂停日期。",
            ),
            models.CheckConstraint(
                condition=Q(cleared_on__isnull=True) | ~Q(cleared_by_name=""),
                name="who_clears_a_suspension_is_said",
                violation_error_message="恢复须有经办人。",
            ),
            models.UniqueConstraint(
                fields=["benefit", "cause"],
                condition=Q(cleared_on__isnull=True),
                name="one_running_suspension_per_cause",
                violation_error_message="已因同一情形暂停待遇。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="suspensions_stay", operation=pgtrigger.Delete)]
