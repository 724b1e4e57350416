from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.fields import EncryptedTextField
from care.models.benefit import Benefit
from care.models.ranges import UUID_RANGE, nights, one


class HospitalStayQuerySet(models.QuerySet["HospitalStay"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(benefit__in=Benefit.objects.visible_to(actor))

    def open(self) -> Self:
        return self.filter(discharged_on__isnull=True)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class HospitalStay(models.Model):
    """A stay in hospital: which days care is suspended for it, the region says. C7. 宁夏第二十三条第1项.

    One may leave a hospital and enter another on one day, so the day of discharge is shared.
    """

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="stays", verbose_name="待遇")
    admitted_on = models.DateField("入院日期")
    discharged_on = models.DateField("出院日期", null=True, blank=True)
    hospital = EncryptedTextField("医院", blank=True)
    admitted_by_name = models.CharField("入院登记人", max_length=80)
    discharged_by_name = models.CharField("出院登记人", max_length=80, blank=True)

    objects = HospitalStayQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "住院"
        ordering = ["benefit", "admitted_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(discharged_on__isnull=True) | Q(discharged_on__gte=F("admitted_on")),
                name="discharge_follows_admission",
                violation_error_message="出院日期不能早于入院日期。",
            ),
            models.CheckConstraint(
                condition=Q(discharged_on__isnull=True) | ~Q(discharged_by_name=""),
                name="a_discharge_says_who_entered_it",
                violation_error_message="出院须有登记人。",
            ),
            models.UniqueConstraint(
                fields=["benefit"],
                condition=Q(discharged_on__isnull=True),
                name="one_open_stay_in_hospital",
                violation_error_message="已有一次住院尚未登记出院。",
            ),
            ExclusionConstraint(
                name="stays_in_hospital_do_not_overlap",
                expressions=[
                    (one("benefit_id", UUID_RANGE), RangeOperators.OVERLAPS),
                    (nights("admitted_on", "discharged_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="住院期间不能重叠。",
            ),
        ]
