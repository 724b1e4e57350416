import uuid

from django.db import models
from django.db.models import Q

from workflow.models.webhook import Webhook


class WebhookDelivery(models.Model):
    """One act to be told to one receiver. Written by a trigger of the journal, in the transaction of the act."""

    class State(models.TextChoices):
        WAITING = "waiting", "待推送"
        DELIVERED = "delivered", "已送达"
        FAILED = "failed", "多次未送达"
        WITHHELD = "withheld", "账户无权查看，不推送"

    id = models.UUIDField("推送编号", primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries", verbose_name="订阅")
    entry_id = models.BigIntegerField("日志编号")
    act = models.CharField("办理事项", max_length=60)
    matter = models.UUIDField("事项编号")
    case_kind = models.CharField("案件类别", max_length=60)
    case_id = models.CharField("案件编号", max_length=40)
    old_state = models.CharField("原状态", max_length=40, blank=True)
    new_state = models.CharField("新状态", max_length=40, blank=True)
    at = models.DateTimeField("办理时间")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    next_at = models.DateTimeField("下次推送时间")
    delivered_at = models.DateTimeField("送达时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送"
        ordering = ["-entry_id"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "entry_id"], name="an_act_is_told_once_per_webhook"),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "next_at"], condition=Q(state="waiting"), name="webhook_deliveries_waiting"
            ),
        ]


class WebhookAttempt(models.Model):
    """One try and what the receiver answered: the receipt, or why there is none."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="attempts", verbose_name="推送")
    at = models.DateTimeField("时间")
    milliseconds = models.PositiveIntegerField("用时（毫秒）")
    status = models.PositiveSmallIntegerField("HTTP 状态", null=True)
    said = models.CharField("回执或原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "推送记录"
        ordering = ["id"]
