from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from accounts.fields import EncryptedTextField
from settlement.models.batch import ClaimBatch


class PaymentQuerySet(models.QuerySet["Payment"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(batch__in=ClaimBatch.objects.visible_to(actor))


class Payee(models.Model):
    """Where an organisation's money goes; a change is a new row, and the last one confirmed by a second person counts."""

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="payees", verbose_name="收款机构"
    )
    holder = models.CharField("户名", max_length=120)
    bank = models.CharField("开户银行", max_length=120)
    account = EncryptedTextField("账号")
    last4 = models.CharField("账号后四位", max_length=4)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "收款账户"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("entered_by")),
                name="a_payee_is_entered_and_confirmed_by_two",
                violation_error_message="收款账户的登记和确认不能是同一人。",
            )
        ]


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Payment(models.Model):
    """An order to the bank for a batch: instructed, then confirmed by the bank, or failed and reversed. F3."""

    class State(models.TextChoices):
        INSTRUCTED = "instructed", "已发出"
        CONFIRMED = "confirmed", "已到账"
        FAILED = "failed", "未到账"
        REVERSED = "reversed", "已冲销"

    batch = models.ForeignKey(ClaimBatch, models.PROTECT, related_name="payments", verbose_name="批次")
    number = models.CharField("拨付单号", max_length=40, unique=True)
    amount_fen = models.BigIntegerField("金额（分）")
    holder = models.CharField("户名", max_length=120, blank=True)
    bank = models.CharField("开户银行", max_length=120, blank=True)
    account = EncryptedTextField("账号", blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.INSTRUCTED, db_index=True)
    day = models.DateField("拨付日期")
    bank_reference = models.CharField("银行流水号", max_length=60, blank=True)
    bank_day = models.DateField("到账日期", null=True)
    failure = models.CharField("未到账原因", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拨付人")
    at = models.DateTimeField("拨付时间")

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "拨付"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch"],
                condition=~Q(state="reversed"),
                name="a_batch_is_paid_once",
                violation_error_message="这一批已经拨付。",
            ),
            models.UniqueConstraint(
                fields=["bank_reference"],
                condition=~Q(bank_reference=""),
                name="a_reference_of_the_bank_is_used_once",
                violation_error_message="这个银行流水号已经用过。",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0),
                name="a_payment_is_not_negative",
                violation_error_message="拨付金额不能为负。",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="a_payment_keeps_its_sum", fields=["batch", "number", "amount_fen", "day"]),
            pgtrigger.Protect(name="payments_stay", operation=pgtrigger.Delete),
        ]


class Recovery(models.Model):
    """Money to be got back from a paid batch, and what has been set off against it since. F3, F8."""

    batch = models.ForeignKey(ClaimBatch, models.PROTECT, related_name="recoveries", verbose_name="批次")
    amount_fen = models.BigIntegerField("追回金额（分）")
    offset_fen = models.BigIntegerField("已抵扣（分）", default=0)
    repaid_fen = models.BigIntegerField("已退回（分）", default=0)
    reason = models.CharField("理由", max_length=500)
    lines = models.JSONField("涉及明细", default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="办理人")
    at = models.DateTimeField("办理时间")

    class Meta:
        verbose_name = verbose_name_plural = "追回"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, offset_fen__gte=0, repaid_fen__gte=0)
                & Q(amount_fen__gte=models.F("offset_fen") + models.F("repaid_fen")),
                name="no_more_is_set_off_than_is_owed",
                violation_error_message="抵扣和退回不能超过追回金额。",
            )
        ]

    @property
    def open_fen(self) -> int:
        return self.amount_fen - self.offset_fen - self.repaid_fen
