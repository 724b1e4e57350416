"""The books of the fund's payments: double entry, whose balance PostgreSQL itself demands at commit. F5, ADR 18."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.posts import Kind, Post

READING = frozenset({Post.PAYER, Post.SUPERVISOR, Post.INSPECTOR, Post.STATISTICIAN})


class Account(models.TextChoices):
    """科目. The first two are where the money lies; the pack says which of them a region has."""

    FISCAL = "fiscal", "财政专户存款"
    EXPENDITURE = "expenditure", "支出户存款"
    PAYABLE = "payable", "应付定点机构"
    WITHHELD = "withheld", "预留和扣减款"
    RECEIVABLE = "receivable", "应收追回款"
    CARE = "care", "护理服务费用支出"
    ASSESSMENT = "assessment", "失能评估费用支出"
    HANDLING = "handling", "经办服务费支出"


class VoucherQuerySet(models.QuerySet["Voucher"]):
    def visible_to(self, actor: Actor) -> Self:
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == Kind.AGENCY and seat.post in READING and seat.area_code:
                scope |= Q(agency__area__code__startswith=prefix(seat.area_code))
        return self.filter(scope)


class Voucher(models.Model):
    """凭证: one event of money; its legs sum to zero. Never changed, never deleted; a mistake is reversed."""

    class Kind(models.TextChoices):
        ACCRUAL = "accrual", "确认应付"
        PAYMENT = "payment", "拨付"
        RECOVERY = "recovery", "追回"
        REPAYMENT = "repayment", "退回到账"
        REVERSAL = "reversal", "冲销"
        TRANSFER = "transfer", "划拨"
        RELEASE = "release", "预留款结算"

    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    day = models.DateField("记账日期", db_index=True)
    kind = models.CharField("种类", max_length=10, choices=Kind)
    text = models.CharField("摘要", max_length=200)
    batch = models.ForeignKey(
        "settlement.ClaimBatch", models.PROTECT, null=True, blank=True, related_name="vouchers", verbose_name="批次"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name="冲销的凭证"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="记账人")
    at = models.DateTimeField("记账时间")

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "记账凭证"
        ordering = ["day", "id"]
        triggers = [pgtrigger.Protect(name="vouchers_stay", operation=pgtrigger.Update | pgtrigger.Delete)]


class Leg(models.Model):
    """分录: debit positive, credit negative, in fen."""

    voucher = models.ForeignKey(Voucher, models.PROTECT, related_name="legs", verbose_name="凭证")
    account = models.CharField("科目", max_length=12, choices=Account)
    amount_fen = models.BigIntegerField("金额（分，借方为正）")
    party = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="往来单位"
    )

    class Meta:
        verbose_name = verbose_name_plural = "分录"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount_fen=0), name="a_leg_moves_something", violation_error_message="分录金额不能为零。"
            )
        ]
        triggers = [pgtrigger.Protect(name="legs_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def debit_fen(self) -> int:
        return max(self.amount_fen, 0)

    @property
    def credit_fen(self) -> int:
        return max(-self.amount_fen, 0)


class ClosedMonth(models.Model):
    """A month of the books that takes no more postings; closed by the supervisor, never opened again. F5."""

    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    month = models.DateField("月份")
    balances = models.JSONField("结账时各科目余额（分）", default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="结账人")
    at = models.DateTimeField("结账时间")

    class Meta:
        verbose_name = verbose_name_plural = "已结账月份"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month"], name="a_month_is_closed_once", violation_error_message="这个月已经结账。"
            )
        ]
        triggers = [pgtrigger.Protect(name="closed_months_stay", operation=pgtrigger.Update | pgtrigger.Delete)]
