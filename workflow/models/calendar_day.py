from django.core.exceptions import ValidationError
from django.db import models

from workflow.models.calendar_version import renewing_the_version

SATURDAY = 5


class CalendarDay(models.Model):
    """A day that is not what its weekday says: a day off, or a weekend day that is worked (调休)."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "放假"
        MAKEUP = "makeup", "调休上班"

    day = models.DateField("日期", primary_key=True)
    year = models.ForeignKey("workflow.CalendarYear", models.CASCADE, related_name="days", verbose_name="年份")
    kind = models.CharField("类别", max_length=8, choices=Kind.choices)
    name = models.CharField("节日", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "放假与调休日"
        ordering = ("day",)
        triggers = [renewing_the_version()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=("holiday", "makeup")), name="calendar_day_has_a_known_kind"
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="makeup") | models.Q(day__iso_week_day__gte=6),
                name="make_up_day_is_a_weekend_day",
                violation_error_message="调休上班日必须是周六或周日。",
            ),
            models.CheckConstraint(
                condition=models.Q(year_id=models.functions.ExtractYear("day")),
                name="calendar_day_lies_in_its_year",
                violation_error_message="日期不在这一年。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.get_kind_display()}（{self.name}）"

    def clean(self) -> None:
        if self.kind == self.Kind.MAKEUP and self.day and self.day.weekday() < SATURDAY:
            raise ValidationError({"day": "调休上班日必须是周六或周日。"})
