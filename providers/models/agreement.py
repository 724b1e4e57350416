from datetime import date
from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, day: date) -> Self:
        return self.filter(state=Agreement.State.ACTIVE, starts_on__lte=day, ends_on__gte=day)

    def between(self, agency_id: int, organisation_id: int) -> Self:
        return self.filter(agency_id=agency_id, organisation_id=organisation_id)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Agreement(models.Model):
    """A service agreement between an agency and a body or provider; both days inclusive."""

    class State(models.TextChoices):
        ACTIVE = "active", "履行中"
        SUSPENDED = "suspended", "中止"
        TERMINATED = "terminated", "解除"
        EXPIRED = "expired", "期满"

    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="agreements", verbose_name="定点机构"
    )
    number = models.CharField("协议编号", max_length=60)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期")
    state = models.CharField("状态", max_length=12, choices=State, default=State.ACTIVE)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务协议"
        constraints = [
            models.UniqueConstraint(fields=["agency", "number"], name="agreement_number_is_unique_per_agency"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_it_starts",
                violation_error_message="协议终止日期不能早于起始日期。",
            ),
            ExclusionConstraint(
                name="agreements_of_one_pair_do_not_overlap",
                expressions=[
                    (Func(F("agency_id"), F("agency_id"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(F("organisation_id"), F("organisation_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_on"), F("ends_on"), RangeBoundary(inclusive_upper=True), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="terminated"),
                violation_error_message="与同一机构的协议期间不能重叠。",
            ),
        ]

    def __str__(self) -> str:
        return self.number
