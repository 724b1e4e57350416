"""Lines of claims and what came of them: partitioned by service month, without foreign keys (ADR 15).

The tables are made by SQL (migration 0002), so that they are partitioned; `settlement.partitions` attaches months.
"""

from typing import Self
from uuid import UUID

from django.db import models

# What stands for the item in a line of an assessment fee.
ASSESSMENT_ITEM = "assessment_fee"


class ClaimLineQuerySet(models.QuerySet["ClaimLine"]):
    def of(self, batch: models.Model) -> Self:
        """The lines of a batch; naming the month lets PostgreSQL look into one partition only."""
        return self.filter(month=batch.month, batch_id=batch.pk)  # type: ignore[attr-defined]


class ClaimLine(models.Model):
    """One service claimed: who served whom, with what, from when to when, at which price. Amounts in fen.

    Times are local (Asia/Shanghai). `row`: the row of the file. `record_id`: the service record, where there is one.
    The fee of an assessment is a line, too: `day` is that of the visit, without times and carer; body, person and day
    say which assessment it was.
    """

    id = models.BigAutoField(primary_key=True)
    month = models.DateField("费用月份")
    batch_id = models.UUIDField("批次")
    row = models.IntegerField("行号")
    provider_id = models.BigIntegerField("申报机构")
    person_id = models.UUIDField("参保人", null=True)
    carer_id = models.BigIntegerField("护理人员", null=True)
    carer_code = models.CharField("护理人员编码", max_length=40)
    item_code = models.CharField("项目编码", max_length=40)
    day = models.DateField("服务日期")
    starts = models.DateTimeField("开始时间", null=True)
    ends = models.DateTimeField("结束时间", null=True)
    minutes = models.IntegerField("时长（分钟）")
    quantity = models.DecimalField("数量", max_digits=8, decimal_places=2)
    price_fen = models.BigIntegerField("单价（分）")
    amount_fen = models.BigIntegerField("金额（分）")
    lat = models.FloatField("纬度", null=True)
    lon = models.FloatField("经度", null=True)
    record_id = models.BigIntegerField("服务记录", null=True)

    objects = ClaimLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报明细"
        indexes = [
            models.Index(fields=["batch_id", "row"], name="line_by_batch"),
            models.Index(fields=["person_id", "day"], name="line_by_person"),
            models.Index(fields=["carer_id", "day"], name="line_by_carer"),
        ]


class SettledLineQuerySet(models.QuerySet["SettledLine"]):
    def of(self, batch: models.Model) -> Self:
        return self.filter(month=batch.month, batch_id=batch.pk)  # type: ignore[attr-defined]

    def of_person(self, person_id: UUID) -> Self:
        return self.filter(person_id=person_id)


class SettledLine(models.Model):
    """What came of a line, in fen: claimed = refused + over_cap + own + fund. F3, F4.

    `refused` may not be passed on to the person; `over_cap` (above the standard) and `own` are the person's.
    `basis` names the row of the benefit standard, with share, cap and what had been used of it before.
    """

    id = models.BigIntegerField(primary_key=True)  # the line's
    month = models.DateField("费用月份")
    batch_id = models.UUIDField("批次")
    provider_id = models.BigIntegerField("申报机构")
    person_id = models.UUIDField("参保人", null=True)
    day = models.DateField("服务日期")
    minutes = models.IntegerField("时长（分钟）")
    pool = models.CharField("限额", max_length=40)
    claimed_fen = models.BigIntegerField("申报（分）")
    refused_fen = models.BigIntegerField("不予支付（分）")
    over_cap_fen = models.BigIntegerField("超限额（分）")
    own_fen = models.BigIntegerField("个人负担（分）")
    fund_fen = models.BigIntegerField("基金负担（分）")
    basis = models.JSONField("依据", default=dict)

    objects = SettledLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "结算明细"
        indexes = [
            models.Index(fields=["batch_id"], name="settled_by_batch"),
            models.Index(fields=["person_id", "day"], name="settled_by_person"),
        ]
