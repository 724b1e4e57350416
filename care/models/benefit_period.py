from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from care.models.benefit import Benefit, Mode
from care.models.ranges import UUID_RANGE, days, one
from care.states import State
from enrolment.models import Person


class BenefitPeriodQuerySet(models.QuerySet["BenefitPeriod"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(benefit__in=Benefit.objects.visible_to(actor))

    def covering(self, day: date) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)


class BenefitPeriod(models.Model):
    """Days on which a benefit stands alike, both ends inclusive, with the event and the article that made it so.

    A copy of `care.rules.periods.periods` for lists, claims and statistics, written anew with every change of the
    facts. Two periods of one person never share a day, of whichever matter they are.
    """

    class Cause(models.TextChoices):
        ENTITLED = "entitled", "享受待遇"
        HOSPITAL = "hospital", "住院"
        REFUSES_REASSESSMENT = "refuses_reassessment", "拒不配合重新评估"
        NOT_SERVED_BY_CONTRACTED = "not_served_by_contracted", "未按规定在签约机构接受护理"
        FALSE_MATERIALS = "false_materials", "提供虚假材料骗取待遇"
        NO_BASIC_INSURANCE = "no_basic_insurance", "不享受基本医疗保险统筹待遇"
        VIOLATION = "violation", "参保人员违规"

    benefit = models.ForeignKey(Benefit, models.CASCADE, related_name="periods", verbose_name="待遇")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="参保人")
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    state = models.CharField("状态", max_length=10, choices=State)
    level = models.PositiveSmallIntegerField("失能等级")
    mode = models.CharField("护理服务方式", max_length=12, choices=Mode, blank=True)
    provider = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="服务机构"
    )
    cause = models.CharField("原因", max_length=30, choices=Cause)
    event_on = models.DateField("事件日期")
    citation = models.TextField("依据", blank=True)

    objects = BenefitPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待遇期间"
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="benefit_period_ends_after_it_begins",
                violation_error_message="待遇期间的止日不能早于起日。",
            ),
            ExclusionConstraint(
                name="benefit_periods_of_a_person_do_not_overlap",
                expressions=[
                    (one("person_id", UUID_RANGE), RangeOperators.OVERLAPS),
                    (days("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="一个人的待遇期间不能重叠。",
            ),
        ]
        indexes = [models.Index(fields=["provider", "since"], name="benefit_period_by_provider")]

    def __str__(self) -> str:
        return f"{self.since} 至 {self.until or '—'} {self.get_state_display()}"
