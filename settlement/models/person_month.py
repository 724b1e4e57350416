from django.db import models


class PersonMonth(models.Model):
    """The lock of one person's month: whoever settles lines of it holds its row, so that caps are used up once. F4."""

    person_id = models.UUIDField("参保人")
    month = models.DateField("费用月份")
    fund_fen = models.BigIntegerField("基金负担（分）", default=0)
    lat = models.FloatField("常在的服务地点纬度", null=True)
    lon = models.FloatField("常在的服务地点经度", null=True)
    settled_at = models.DateTimeField("最近结算时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "参保人月度"
        constraints = [
            models.UniqueConstraint(
                fields=["person_id", "month"],
                name="one_row_for_a_person_and_month",
                violation_error_message="同一参保人同一月份只有一行。",
            )
        ]
