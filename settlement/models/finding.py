from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from settlement.models.batch import ClaimBatch


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(batch__in=ClaimBatch.objects.visible_to(actor))

    def queries(self) -> Self:
        return self.filter(kind=Finding.Kind.QUERY)


class Finding(models.Model):
    """What a rule found at a line: evidence that a clerk can read, the rule's version and its article. F2.

    A `reject` says that the rule itself forbids payment; a `query` waits for a person; a `notice` only tells.
    """

    class Kind(models.TextChoices):
        REJECT = "reject", "不予支付"
        QUERY = "query", "疑点"
        NOTICE = "notice", "提示"

    batch = models.ForeignKey(ClaimBatch, models.CASCADE, related_name="findings", verbose_name="批次")
    line_id = models.BigIntegerField("明细")
    month = models.DateField("费用月份")
    rule = models.CharField("规则", max_length=40)
    kind = models.CharField("类别", max_length=8, choices=Kind)
    evidence = models.JSONField("依据的数据", default=dict)
    allowed_fen = models.BigIntegerField("可支付金额（分）", null=True)  # where only what is above is refused
    version = models.PositiveSmallIntegerField("规则版本", default=1)
    citation = models.CharField("条款", max_length=200)
    answer = models.TextField("申报机构的说明", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="说明人"
    )
    answered_at = models.DateTimeField("说明时间", null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审核发现"
        ordering = ["batch", "line_id", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "line_id", "rule"],
                name="a_rule_finds_a_line_once",
                violation_error_message="同一规则对同一明细只有一条发现。",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answer_says_who_and_when",
                violation_error_message="说明须有说明人和时间。",
            ),
        ]
        indexes = [models.Index(fields=["batch", "kind", "rule"], name="finding_by_rule")]
