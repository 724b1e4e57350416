from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from settlement.models.batch import ClaimBatch


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(batch__in=ClaimBatch.objects.visible_to(actor))


class Decision(models.Model):
    """What a person decided on a line at first review: pass, refuse, or cut to an amount; the last one counts. F3."""

    class Verdict(models.TextChoices):
        PASS = "pass", "予以支付"
        REFUSE = "refuse", "不予支付"
        CUT = "cut", "核减"

    batch = models.ForeignKey(ClaimBatch, models.CASCADE, related_name="decisions", verbose_name="批次")
    line_id = models.BigIntegerField("明细")
    month = models.DateField("费用月份")
    verdict = models.CharField("决定", max_length=8, choices=Verdict)
    allowed_fen = models.BigIntegerField("核定金额（分）", null=True)
    reason = models.CharField("理由", max_length=500)
    rule = models.CharField("所据规则", max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("决定时间")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "逐笔决定"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "line_id"],
                name="a_line_has_one_decision",
                violation_error_message="一笔明细只有一个决定。",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="cut") | Q(allowed_fen__gte=0),
                name="a_cut_says_to_what",
                violation_error_message="核减须写明核定金额。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="a_decision_says_why",
                violation_error_message="决定须写明理由。",
            ),
        ]
