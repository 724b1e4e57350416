from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncMonth

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.posts import Kind, Post
from settlement.states import OPEN, BatchFlow, State
from workflow.flow import guarded
from workflow.models.case import Case

SENDERS = {Kind.PROVIDER: Post.PROVIDER_MANAGER, Kind.BODY: Post.BODY_MANAGER}
READING = frozenset({Post.FIRST_REVIEWER, Post.RECHECKER, Post.PAYER, Post.SUPERVISOR, Post.INSPECTOR})


class ClaimBatchQuerySet(models.QuerySet["ClaimBatch"]):
    def visible_to(self, actor: Actor) -> Self:
        """Agencies see their area, providers and bodies what they sent themselves.

        Who keeps the contracts with handlers sees their fees; handlers see their statements (`may_see_letter`).
        """
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == Kind.AGENCY and seat.post in READING and seat.area_code:
                scope |= Q(area_code__startswith=prefix(seat.area_code))
            elif seat.kind == Kind.AGENCY and seat.post == Post.AGREEMENT_OFFICER and seat.area_code:
                scope |= Q(area_code__startswith=prefix(seat.area_code), kind=ClaimBatch.Kind.HANDLING)
            elif SENDERS.get(seat.kind) == seat.post:  # type: ignore[call-overload]
                scope |= Q(provider_id=seat.organisation_id)
        return self.filter(scope)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class ClaimBatch(BatchFlow, Case):
    """What a provider claims for a month (or a body for its assessments), from upload to payment. Amounts in fen.

    `number` counts the batches of a month: 1, then those that were sent after it was paid.
    新疆第二十八条; 宁夏第四十一条; 黑龙江第二十八条; 天津通知（七）至（九）.
    """

    READ_WITH = ("agency__area", "provider")

    class Kind(models.TextChoices):
        CARE = "care", "护理服务费用"
        ASSESSMENT = "assessment", "失能评估费用"
        HANDLING = "handling", "经办服务费"

    class Source(models.TextChoices):
        XLSX = "xlsx", "表格文件"
        CSV = "csv", "CSV 文件"
        API = "api", "接口"

    kind = models.CharField("费用类别", max_length=12, choices=Kind, default=Kind.CARE)
    provider = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="申报机构")
    month = models.DateField("费用月份")
    number = models.PositiveSmallIntegerField("批次", default=1)
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name="所更正的批次"
    )
    source = models.CharField("来源", max_length=8, choices=Source, default=Source.CSV)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    sha256 = models.CharField("文件校验值", max_length=64, blank=True)
    declared_by_name = models.CharField("声明人", max_length=80, blank=True)
    line_count = models.PositiveIntegerField("笔数", default=0)
    claimed_fen = models.BigIntegerField("申报金额（分）", default=0)
    refused_fen = models.BigIntegerField("不予支付（分）", default=0)
    over_cap_fen = models.BigIntegerField("超限额由个人负担（分）", default=0)
    own_fen = models.BigIntegerField("个人负担（分）", default=0)
    fund_fen = models.BigIntegerField("基金负担（分）", default=0)
    withheld_fen = models.BigIntegerField("预留和扣减（分）", default=0)
    offset_fen = models.BigIntegerField("抵扣追回款（分）", default=0)
    paid_fen = models.BigIntegerField("实际拨付（分）", default=0)
    recovered_fen = models.BigIntegerField("已追回（分）", default=0)
    seed = models.BigIntegerField("抽样种子", default=0)
    proposal = models.TextField("结算建议", blank=True)
    returned_because = models.TextField("退回理由", blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="申报人"
    )
    uploaded_at = models.DateTimeField("申报时间", null=True)
    answers_due_on = models.DateField("答复疑点截止日期", null=True)
    screened_at = models.DateTimeField("智能审核时间", null=True)
    first_reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="初审人"
    )
    first_reviewed_at = models.DateTimeField("初审时间", null=True)
    rechecked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    rechecked_at = models.DateTimeField("复核时间", null=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="拨付人"
    )
    paid_at = models.DateTimeField("拨付时间", null=True)

    objects = ClaimBatchQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报批次"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "provider", "kind", "month"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="one_open_batch_for_a_month_and_provider",
                violation_error_message="本机构这个月已有一批申报正在办理。",
            ),
            models.CheckConstraint(
                condition=Q(month=TruncMonth(F("month"))),
                name="a_batch_is_for_a_whole_month",
                violation_error_message="费用月份应为每月一日。",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{first}__isnull": True})
                    | Q(**{f"{second}__isnull": True})
                    | ~Q(**{first: F(second)}),
                    name=name,
                    violation_error_message=f"{said}不能是同一人。",
                )
                for first, second, name, said in (
                    ("first_reviewed_by", "rechecked_by", "a_batch_is_reviewed_and_rechecked_by_two", "初审与复核"),
                    ("rechecked_by", "paid_by", "a_batch_is_rechecked_and_paid_by_two", "复核与拨付"),
                    ("first_reviewed_by", "paid_by", "a_batch_is_reviewed_and_paid_by_two", "初审与拨付"),
                )
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PAID)
                | Q(first_reviewed_by__isnull=False, rechecked_by__isnull=False, paid_by__isnull=False),
                name="a_paid_batch_names_its_three_people",
                violation_error_message="已拨付的批次须有初审人、复核人和拨付人。",
            ),
            models.CheckConstraint(
                condition=Q(paid_fen__gte=0, fund_fen__gte=0, own_fen__gte=0, refused_fen__gte=0, over_cap_fen__gte=0),
                name="sums_of_a_batch_are_not_negative",
                violation_error_message="批次的合计不能为负。",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "month"], name="batch_worklist"),
            models.Index(fields=["provider", "month"], name="batch_by_provider"),
        ]
        triggers = [
            pgtrigger.FSM(name="batches_follow_the_table", field="state", transitions=guarded(BatchFlow)),
            pgtrigger.Protect(
                name="begins_uploaded", operation=pgtrigger.Insert, condition=pgtrigger.Q(new__state__df="uploaded")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider.name} {self.month:%Y年%m月}{self.get_kind_display()}第{self.number}批"

    @property
    def title(self) -> str:
        return str(self)

    @property
    def next_month(self) -> date:
        return date(self.month.year + self.month.month // 12, self.month.month % 12 + 1, 1)

    def organisation_of(self, post: str) -> int | None:
        return self.provider_id if post in SENDERS.values() else super().organisation_of(post)
