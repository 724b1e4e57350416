from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from care.models.benefit import Benefit


class ConsentQuerySet(models.QuerySet["Consent"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(benefit__in=Benefit.objects.visible_to(actor))

    def in_force(self, on: date) -> Self:
        """Given before or on the day (事先), not withdrawn before it."""
        return self.filter(Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=on), signed_on__lte=on)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Consent(models.Model):
    """The person's written consent to services outside the catalogue, given beforehand. C4.

    `services`: names of what is consented to, as they stand in plans and records.
    新疆第十六条; 宁夏第二十条; 黑龙江第十六条.
    """

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="consents", verbose_name="待遇")
    provider = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="服务机构")
    services = ArrayField(models.CharField(max_length=80), verbose_name="目录外服务")
    signed_on = models.DateField("签署日期")
    signed_by_name = models.CharField("签署人", max_length=80)
    paper = models.UUIDField("同意书文件", null=True, blank=True)
    recorded_by_name = models.CharField("登记人", max_length=80)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "目录外服务同意书"
        ordering = ["benefit", "signed_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gte=F("signed_on")),
                name="consent_is_withdrawn_after_it_was_given",
                violation_error_message="撤回日期不能早于签署日期。",
            ),
            models.CheckConstraint(
                condition=Q(services__len__gt=0),
                name="a_consent_names_services",
                violation_error_message="同意书须写明目录外服务。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="consents_stay", operation=pgtrigger.Delete)]
