from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from settlement.models.batch import ClaimBatch


class HandlerFeeQuerySet(models.QuerySet["HandlerFee"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(batch__in=ClaimBatch.objects.visible_to(actor))

    def standing(self) -> Self:
        """Those whose batch is under way or paid."""
        return self.exclude(batch__state__in=("returned", "void"))


class HandlerFee(models.Model):
    """For what a batch of handling pays: which year of which contract, reckoned how. Written once. T2, T3, ADR 19.

    新疆第五十五、五十七条; 宁夏第六十七、六十九条. Amounts in fen.
    """

    class Part(models.TextChoices):
        RUNNING = "running", "经办服务费"
        HELD = "held", "年度绩效考核金"

    batch = models.OneToOneField(ClaimBatch, models.PROTECT, related_name="handler_fee", verbose_name="批次")
    contract = models.ForeignKey(
        "providers.HandlerContract", models.PROTECT, related_name="fees", verbose_name="委托经办合同"
    )
    year = models.PositiveSmallIntegerField("合同年度")
    since = models.DateField("起")
    until = models.DateField("止")
    part = models.CharField("款项", max_length=8, choices=Part)
    base = models.DecimalField("计费基数（元）", max_digits=16, decimal_places=2, null=True)
    year_fee_fen = models.BigIntegerField("本年度服务费（分）")
    amount_fen = models.BigIntegerField("本次申报（分）")
    holdback = models.DecimalField("预留比例（%）", max_digits=5, decimal_places=2, null=True)
    evaluation = models.ForeignKey(
        "providers.HandlerEvaluation", models.PROTECT, null=True, related_name="+", verbose_name="年度考核"
    )
    held_fen = models.BigIntegerField("已预留（分）", default=0)
    deducted_fen = models.BigIntegerField("不予返还（分）", default=0)
    note = models.CharField("说明", max_length=300, blank=True)

    objects = HandlerFeeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "经办服务费"
        ordering = ["contract", "year", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(part="running", evaluation__isnull=True) | Q(part="held", evaluation__isnull=False),
                name="what_was_held_back_is_released_by_an_evaluation",
                violation_error_message="预留的年度绩效考核金须在考核后结算。",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=0, deducted_fen__gte=0) & Q(held_fen__gte=models.F("deducted_fen")),
                name="no_more_is_kept_than_was_held_back",
                violation_error_message="不予返还的不能超过已预留的。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="handler_fees_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.contract} 第 {self.year} 年{self.get_part_display()}"
