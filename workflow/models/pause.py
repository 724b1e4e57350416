from django.db import models
from django.db.models import F, Q

from workflow.models.deadline import Deadline


class Pause(models.Model):
    """A time that does not count: from the day after `from_day` to `until_day`, open while that is not known."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="pauses", verbose_name="期限")
    from_day = models.DateField("暂停日")
    until_day = models.DateField("恢复日", null=True, blank=True)
    reason = models.TextField("理由")

    class Meta:
        verbose_name = verbose_name_plural = "暂停"
        ordering = ("from_day", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")),
                name="pause_does_not_end_before_it_begins",
                violation_error_message="恢复日不能早于暂停日。",
            ),
            models.UniqueConstraint(
                fields=["deadline"],
                condition=Q(until_day=None),
                name="one_open_pause_per_deadline",
                violation_error_message="这项期限已经暂停。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_day:%Y-%m-%d} 至 {self.until_day or '未恢复'}：{self.reason}"
