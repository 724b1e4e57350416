from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.fields import EncryptedTextField
from care.models.benefit import PROVIDER_POSTS, Benefit, Mode
from care.models.ranges import UUID_RANGE, days, one
from care.models.service_item import ServiceItem


class CarePlanQuerySet(models.QuerySet["CarePlan"]):
    def visible_to(self, actor: Actor) -> Self:
        """Who may see the benefit; an earlier provider the plans by which it served, not those of the next."""
        rows = self.filter(benefit__in=Benefit.objects.visible_to(actor))
        places = [seat.organisation_id for seat in actor.seats if seat.post in PROVIDER_POSTS]
        if not places:
            return rows
        asked = Q(benefit__placements__state="offered", benefit__placements__provider_id__in=places)
        serving = self.model.objects.filter(Q(benefit__provider_id__in=places) | asked)
        elsewhere = Q(benefit__in=Benefit.objects.visible_to(actor.without(PROVIDER_POSTS)))
        return rows.filter(Q(provider_id__in=places) | Q(pk__in=serving.values("pk")) | elsewhere)

    def in_force(self, on: date) -> Self:
        held = Q(effective_until__isnull=True) | Q(effective_until__gte=on)
        return self.filter(held, state=CarePlan.State.CONFIRMED, effective_from__lte=on)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class CarePlan(models.Model):
    """One version of a care plan (护理服务计划): drafted, confirmed by the person, in force for some days. C2, C6.

    A confirmed version never changes; a revision is the next version and ends the one before on the day before it.
    新疆第十六条; 宁夏第十九、二十一条; 黑龙江第十六条.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "待本人确认"
        CONFIRMED = "confirmed", "已确认"
        REPLACED = "replaced", "已被新稿取代"

    class Means(models.TextChoices):
        PHONE = "phone", "手机签名"
        PAPER = "paper", "纸质签字"

    benefit = models.ForeignKey(Benefit, models.PROTECT, related_name="plans", verbose_name="待遇")
    number = models.PositiveSmallIntegerField("第几版")
    mode = models.CharField("护理服务方式", max_length=12, choices=Mode)
    provider = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="服务机构")
    level = models.PositiveSmallIntegerField("失能等级")
    state = models.CharField("状态", max_length=10, choices=State, default=State.DRAFT)
    advice = EncryptedTextField("护理服务建议", blank=True)
    staffing = models.CharField("人员配比", max_length=200, blank=True)
    reason = models.CharField("修订理由", max_length=300, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="制定人")
    drafted_at = models.DateTimeField("制定时间")
    effective_from = models.DateField("生效日期")
    effective_until = models.DateField("失效日期", null=True, blank=True)
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    confirmed_by_name = models.CharField("确认人", max_length=80, blank=True)
    confirmed_means = models.CharField("确认方式", max_length=6, choices=Means, blank=True)
    signature = models.UUIDField("签名文件", null=True, blank=True)

    objects = CarePlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "护理服务计划"
        ordering = ["benefit", "number"]
        constraints = [
            models.UniqueConstraint(fields=["benefit", "number"], name="care_plan_versions_are_numbered"),
            models.UniqueConstraint(
                fields=["benefit"],
                condition=Q(state="draft"),
                name="a_benefit_has_one_draft_plan",
                violation_error_message="已有一份待确认的护理服务计划。",
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="care_plan_ends_after_it_begins",
                violation_error_message="计划失效日期不能早于生效日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(confirmed_on__isnull=False) & ~Q(confirmed_means="") & ~Q(confirmed_by_name="")),
                name="a_confirmed_plan_says_who_when_and_how",
                violation_error_message="确认计划须登记确认人、日期和方式。",
            ),
            ExclusionConstraint(
                name="one_confirmed_plan_on_a_day",
                expressions=[
                    (one("benefit_id", UUID_RANGE), RangeOperators.OVERLAPS),
                    (days("effective_from", "effective_until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="confirmed"),
                violation_error_message="同一天只能有一份生效的护理服务计划。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="care_plans_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"第{self.number}版（{self.get_state_display()}）"


class PlanItemQuerySet(models.QuerySet["PlanItem"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(plan__in=CarePlan.objects.visible_to(actor))


class PlanItem(models.Model):
    """One line of a plan: which service, on which days of the week, how long, by whom.

    `weekdays` counts from 1, Monday, and has a day once for each time: [1, 1, 3] is twice on Mondays, once on
    Wednesdays. `item` is None for a service outside the catalogue, which then has its own name and price.
    """

    plan = models.ForeignKey(CarePlan, models.CASCADE, related_name="items", verbose_name="计划")
    position = models.PositiveSmallIntegerField("序号")
    item = models.ForeignKey(
        ServiceItem, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="目录项目"
    )
    code = models.CharField("项目代码", max_length=40)
    name = models.CharField("项目名称", max_length=80)
    price_fen = models.PositiveIntegerField("单价（分）")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name="每周服务日")
    minutes = models.PositiveSmallIntegerField("每次分钟数")
    performer = models.CharField("服务人员", max_length=10)

    objects = PlanItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "计划项目"
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="plan_lines_are_numbered"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0),
                name="a_planned_service_takes_time",
                violation_error_message="每次时长须大于0分钟。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanEvaluation(models.Model):
    """How a plan is carried out, as the provider judged it on a day, and what follows. C6. 宁夏第二十一条."""

    class Outcome(models.TextChoices):
        KEEP = "keep", "继续执行"
        REVISE = "revise", "需要修订"

    plan = models.ForeignKey(CarePlan, models.PROTECT, related_name="evaluations", verbose_name="计划")
    evaluated_on = models.DateField("评价日期")
    outcome = models.CharField("结论", max_length=8, choices=Outcome)
    finding = EncryptedTextField("评价内容")
    evaluated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评价人")
    evaluated_by_name = models.CharField("评价人姓名", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "计划评价"
        ordering = ["plan", "evaluated_on", "id"]
        triggers = [pgtrigger.Protect(name="evaluations_stay", operation=pgtrigger.Update | pgtrigger.Delete)]
