from decimal import Decimal
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from assessment.models.assessment import Assessment


class FeeQuerySet(models.QuerySet["Fee"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(assessment__in=Assessment.objects.visible_to(actor))


class Fee(models.Model):
    """What one assessment costs the person in advance, and who bears it in the end. 乌鲁木齐第二十二条."""

    class State(models.TextChoices):
        DUE = "due", "待预缴"
        PREPAID = "prepaid", "已预缴"
        SETTLED = "settled", "已结清"
        REFUND_DUE = "refund_due", "待退费"
        REFUNDED = "refunded", "已退费"
        VOID = "void", "不需缴费"

    class Bearer(models.TextChoices):
        FUND = "fund", "长期护理保险基金"
        PERSON = "person", "个人"

    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="fee", verbose_name="评估")
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    citation = models.CharField("依据", max_length=200)
    state = models.CharField("状态", max_length=12, choices=State, default=State.DUE)
    bearer = models.CharField("由谁承担", max_length=8, choices=Bearer, blank=True)
    bearer_on = models.DateField("确定承担方的日期", null=True, blank=True)

    objects = FeeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评估费"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="a_fee_is_more_than_nothing", violation_error_message="金额须大于零。"
            ),
            models.CheckConstraint(
                condition=Q(bearer="", bearer_on__isnull=True) | (~Q(bearer="") & Q(bearer_on__isnull=False)),
                name="who_bears_a_fee_is_said_with_its_day",
                violation_error_message="承担方和确定日期须同时登记。",
            ),
        ]

    @property
    def balance(self) -> Decimal:
        """What has been paid in and not paid back."""
        return sum((entry.signed for entry in self.entries.all()), Decimal(0))


class FeeEntry(models.Model):
    """One movement of money of a fee; never changed, never deleted: each fee is paid in once and paid back once."""

    class Kind(models.TextChoices):
        PREPAYMENT = "prepayment", "预缴"
        REFUND = "refund", "退费"

    class Method(models.TextChoices):
        CASH = "cash", "现金"
        TRANSFER = "transfer", "转账"
        CARD = "card", "刷卡"
        MOBILE = "mobile", "移动支付"

    fee = models.ForeignKey(Fee, models.PROTECT, related_name="entries", verbose_name="评估费")
    kind = models.CharField("类别", max_length=10, choices=Kind)
    amount = models.DecimalField("金额（元）", max_digits=10, decimal_places=2)
    method = models.CharField("方式", max_length=8, choices=Method)
    receipt = models.CharField("收据号", max_length=80, blank=True)
    party = models.CharField("缴款人或收款人", max_length=60)
    day = models.DateField("日期", db_index=True)
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")

    class Meta:
        verbose_name = verbose_name_plural = "评估费收退"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fee", "kind"],
                name="a_fee_is_paid_in_once_and_back_once",
                violation_error_message="这笔评估费已经办理过。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="a_fee_entry_is_more_than_nothing",
                violation_error_message="金额须大于零。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="fee_entries_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def signed(self) -> Decimal:
        return self.amount if self.kind == self.Kind.PREPAYMENT else -self.amount
