from datetime import date
from typing import Any, Self
from uuid import uuid4

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.posts import Kind
from providers.models.designation import AGENCY_READERS, MANAGERS, MODES, Designation
from providers.states import AgreementFlow, AgreementState
from workflow.flow import guarded
from workflow.models.case import Case


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def in_force(self, day: date) -> Self:
        return self.filter(state=Agreement.State.ACTIVE, starts_on__lte=day, ends_on__gte=day)

    def between(self, agency_id: int, organisation_id: int) -> Self:
        return self.filter(agency_id=agency_id, organisation_id=organisation_id)

    def visible_to(self, actor: Actor) -> Self:
        """The agency's agreement side, and the manager of the organisation that signed."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == Kind.AGENCY and seat.post in AGENCY_READERS and seat.area_code:
                scope |= Q(area_code__startswith=prefix(seat.area_code))
            elif seat.post in MANAGERS.values():
                scope |= Q(organisation_id=seat.organisation_id)
        return self.filter(scope)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> "list[Agreement]":
        rows = list(objs)
        for row in rows:
            row.complete()
        return super().bulk_create(rows, *args, **kwargs)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Agreement(AgreementFlow, Case):
    """A service agreement between an agency and a body or provider; both days inclusive. D5, D8.

    One that was signed after a designation belongs to that matter; one that was entered from before is a matter itself.
    """

    State = AgreementState
    READ_WITH = ("organisation", "agency__area")

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="agreements", verbose_name="定点机构"
    )
    designation = models.ForeignKey(
        Designation, models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name="定点申请"
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name="续签的协议"
    )
    number = models.CharField("协议编号", max_length=60)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期")
    modes = ArrayField(
        models.CharField(max_length=12, choices=MODES), verbose_name="服务类型", default=list, blank=True
    )
    scope = models.CharField("评估或服务范围", max_length=300, blank=True)
    signed_on = models.DateField("签订日期", null=True, blank=True)
    signed_by_name = models.CharField("机构签约人", max_length=60, blank=True)
    performance = models.CharField("续签依据的考核结果", max_length=200, blank=True)
    suspended_from = models.DateField("中止日期", null=True, blank=True)
    ended_on = models.DateField("解除日期", null=True, blank=True)
    ended_because = models.CharField("解除原因", max_length=12, blank=True)
    reason = models.CharField("中止或解除的理由", max_length=300, blank=True)
    transfers_left = models.PositiveIntegerField("待转接的参保人数", default=0)

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
        indexes = [models.Index(fields=["agency", "state", "ends_on"], name="agreement_by_end")]
        triggers = [
            pgtrigger.FSM(name="states_follow_the_table", field="state", transitions=guarded(AgreementFlow)),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.complete()
        super().save(*args, **kwargs)

    def complete(self) -> None:
        """Fill what follows from the rest for an agreement that was entered without a designation."""
        self.matter = self.matter or self.pk or uuid4()
        self.area_code = self.area_code or self.agency.area_id
        self.policy_on = self.policy_on or self.starts_on
        self.created_at = self.created_at or timezone.now()

    @property
    def title(self) -> str:
        return self.organisation.name

    @property
    def kind(self) -> str:
        return str(self.organisation.kind)

    def organisation_of(self, post: str) -> int | None:
        if post in MANAGERS.values():
            return self.organisation_id if MANAGERS.get(Kind(self.organisation.kind)) == post else None
        return super().organisation_of(post)

    def key(self, name: str) -> str:
        return f"providers.{self.organisation.kind}.{name}"
