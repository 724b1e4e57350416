from django.db import models

from workflow.models.calendar_version import renewing_the_version


class CalendarYear(models.Model):
    """What is known of one year's days off: announced by the State Council, or only what the law fixes."""

    class Status(models.TextChoices):
        ANNOUNCED = "announced", "已公布"
        PROVISIONAL = "provisional", "暂定"

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    status = models.CharField("状态", max_length=12, choices=Status.choices)
    source = models.CharField("依据文件", max_length=200)
    loaded_at = models.DateTimeField("载入时间")
    loaded_by = models.CharField("载入人", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "工作日历"
        ordering = ("-year",)
        triggers = [renewing_the_version()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=("announced", "provisional")), name="calendar_year_has_a_known_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年（{self.get_status_display()}）"
