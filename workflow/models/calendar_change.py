from django.db import models


class CalendarChange(models.Model):
    """A recount of all open deadlines after an edit of the calendar, with those whose day moved."""

    at = models.DateTimeField("时间")
    by = models.CharField("操作人", max_length=80)
    reason = models.CharField("缘由", max_length=200)
    examined = models.PositiveIntegerField("重算期限数")
    moved = models.PositiveIntegerField("变动期限数")
    rows = models.JSONField("变动清单", default=list, help_text="[期限编号, 种类, 原到期日, 新到期日]")

    class Meta:
        verbose_name = verbose_name_plural = "日历变动与期限重算"
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.reason}：重算{self.examined}项，变动{self.moved}项"
