from datetime import date
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.posts import Kind, Post

AGENCY_SIDE = frozenset({Post.AGREEMENT_OFFICER, Post.SUPERVISOR, Post.INSPECTOR, Post.FIRST_REVIEWER, Post.PAYER})
HANDLER_SIDE = frozenset({Post.HANDLER_CLERK, Post.CARE_SPECIALIST})


def _scope(actor: Actor, agency: str, handler: str) -> Q:
    """The agency's side sees its area's, the handler's side its own."""
    scope = Q(pk__in=[])
    for seat in actor.seats:
        if seat.kind == Kind.AGENCY and seat.post in AGENCY_SIDE:
            scope |= Q(**{f"{agency}__area__code__startswith": prefix(seat.area_code)})
        elif seat.post in HANDLER_SIDE:
            scope |= Q(**{handler: seat.organisation_id})
    return scope


class Tender(models.Model):
    """How a handler was chosen: what was published, who bid, who won, and why (新疆第五十二、五十三条)."""

    class Method(models.TextChoices):
        OPEN = "open", "公开招标"
        OTHER = "other", "规定的其他方式"

    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    title = models.CharField("项目名称", max_length=120)
    number = models.CharField("项目编号", max_length=60)
    method = models.CharField("选择方式", max_length=8, choices=Method)
    published_on = models.DateField("公告日期")
    decided_on = models.DateField("确定日期")
    grounds = models.TextField("选定理由", max_length=2000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = verbose_name_plural = "委托经办招标记录"
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                name="tender_number_is_unique_per_agency",
                violation_error_message="这个项目编号已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__gte=F("published_on")),
                name="a_tender_is_decided_after_it_is_published",
                violation_error_message="确定日期不能早于公告日期。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Bid(models.Model):
    """One bidder with its marks by criterion (percent), in the words of the region's list."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="bids", verbose_name="招标记录")
    bidder = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="投标机构")
    quote = models.CharField("服务费报价", max_length=120)
    marks = models.JSONField("各项评分", default=dict)
    won = models.BooleanField("中选", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "投标"
        ordering = ["-won", "id"]
        constraints = [
            models.UniqueConstraint(fields=["tender", "bidder"], name="a_bidder_bids_once"),
            models.UniqueConstraint(fields=["tender"], condition=Q(won=True), name="one_bidder_wins"),
        ]

    def __str__(self) -> str:
        return f"{self.bidder}"


class HandlerContractQuerySet(models.QuerySet["HandlerContract"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(_scope(actor, "agency", "handler_id"))

    def in_force(self, on: date) -> Self:
        return self.filter(state=HandlerContract.State.IN_FORCE, starts_on__lte=on, ends_on__gte=on)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class HandlerContract(models.Model):
    """What a handler may assist with, for what fee, measured by what (新疆第五十二至五十七条; 宁夏第六十五条起)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审核"
        RETURNED = "returned", "已退回"
        IN_FORCE = "in_force", "履行中"
        TERMINATED = "terminated", "已解除"

    class Basis(models.TextChoices):
        RATIO = "ratio", "按比例"
        FIXED = "fixed", "按定额"

    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    handler = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="handler_contracts", verbose_name="委托经办机构"
    )
    number = models.CharField("合同编号", max_length=60)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="contracts", verbose_name="招标记录")
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期")
    tasks: Any = ArrayField(models.CharField(max_length=24), verbose_name="协助业务")
    duties = models.TextField("责任", max_length=2000)
    basis = models.CharField("计费方式", max_length=6, choices=Basis)
    ratio = models.DecimalField("比例（%）", max_digits=7, decimal_places=4, null=True, blank=True)
    ratio_of = models.CharField("比例的基数", max_length=60, blank=True)
    amount = models.DecimalField("每年定额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    holdback = models.DecimalField("预留比例（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    indicators = models.JSONField("考核指标", default=list)  # [{"name": str, "weight": int percent}, …], 100 in all
    pass_mark = models.PositiveSmallIntegerField("合格分")
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED, db_index=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟订人")
    proposed_at = models.DateTimeField("拟订时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    reason = models.CharField("说明或理由", max_length=300, blank=True)

    objects = HandlerContractQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委托经办合同"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number"],
                condition=~Q(state="returned"),
                name="handler_contract_number_is_unique_per_agency",
                violation_error_message="这个合同编号已经使用。",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="a_handler_contract_ends_after_it_starts",
                violation_error_message="终止日期须晚于起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(basis="ratio", ratio__gt=0, amount__isnull=True)
                | Q(basis="fixed", amount__gt=0, ratio__isnull=True),
                name="a_handler_fee_is_a_ratio_or_a_sum",
                violation_error_message="按比例的填写比例，按定额的填写金额，二者只填一项。",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(state="terminated") | ~Q(decided_by=F("proposed_by")),
                name="a_handler_contract_is_drawn_up_and_approved_by_two_people",
                violation_error_message="拟订和审核不能是同一人。",
            ),
            ExclusionConstraint(
                name="handler_contracts_of_one_pair_do_not_overlap",
                expressions=[
                    (Func(F("agency_id"), F("agency_id"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(F("handler_id"), F("handler_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_on"), F("ends_on"), RangeBoundary(inclusive_upper=True), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state="in_force"),
                violation_error_message="与同一机构的委托期间不能重叠。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="handler_contracts_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.number


class HandlerEvaluationQuerySet(models.QuerySet["HandlerEvaluation"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(_scope(actor, "contract__agency", "contract__handler_id"))

    def standing(self) -> Self:
        return self.exclude(state=HandlerEvaluation.State.RETURNED)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class HandlerEvaluation(models.Model):
    """The evaluation of one contract year and what follows for the fee (新疆第五十七条; 宁夏第六十九条)."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "待审核"
        RETURNED = "returned", "已退回"
        CONFIRMED = "confirmed", "已确认"

    contract = models.ForeignKey(HandlerContract, models.PROTECT, related_name="evaluations", verbose_name="合同")
    year = models.PositiveSmallIntegerField("合同年度")
    since = models.DateField("起")
    until = models.DateField("止")
    base = models.DecimalField("计费基数（元）", max_digits=16, decimal_places=2, null=True, blank=True)
    marks = models.JSONField("各项得分", default=list)  # in the order of the contract's indicators, 0 to 100
    total = models.DecimalField("总分", max_digits=5, decimal_places=2)
    passed = models.BooleanField("合格")
    fee = models.DecimalField("服务费（元）", max_digits=16, decimal_places=2)
    held = models.DecimalField("年度绩效考核金（元）", max_digits=16, decimal_places=2)
    deducted = models.DecimalField("扣减（元）", max_digits=16, decimal_places=2, default=0)
    remarks = models.CharField("考核意见", max_length=500)
    state = models.CharField("状态", max_length=10, choices=State, default=State.PROPOSED, db_index=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="考核人")
    proposed_at = models.DateTimeField("考核时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    reason = models.CharField("退回理由", max_length=300, blank=True)

    objects = HandlerEvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "委托经办考核"
        ordering = ["contract", "year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "year"],
                condition=~Q(state="returned"),
                name="a_contract_year_is_evaluated_once",
                violation_error_message="这个合同年度已经考核过。",
            ),
            models.CheckConstraint(
                condition=Q(deducted__gte=0) & Q(deducted__lte=F("held")) & Q(held__lte=F("fee")),
                name="no_more_is_deducted_than_was_held_back",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="a_handler_is_evaluated_and_confirmed_by_two_people",
                violation_error_message="考核和审核不能是同一人。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="handler_evaluations_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.contract} 第 {self.year} 年"

    @property
    def released(self) -> Any:
        """What is paid after the evaluation, in yuan."""
        return self.held - self.deducted
