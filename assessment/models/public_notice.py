from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from assessment.models.assessment import Assessment


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    def showing(self, day: date) -> Self:
        """From the opening day to 24:00 of the closing day and no longer, unless withdrawn."""
        return self.filter(opened_on__lte=day, closes_on__gte=day, withdrawn_on__isnull=True)


class PublicNotice(models.Model):
    """What the public sees of a qualifying conclusion (公示): masked, for a fixed time."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="notices", verbose_name="评估")
    area_code = models.CharField("统筹区", max_length=6)
    masked_name = models.CharField("姓名（脱敏）", max_length=60)
    masked_id = models.CharField("证件号码（脱敏）", max_length=30)
    level_name = models.CharField("拟定等级", max_length=30)
    body_name = models.CharField("评估机构", max_length=120)
    places = ArrayField(models.CharField(max_length=60), verbose_name="公示地点", default=list)
    opened_on = models.DateField("公示起日")
    closes_on = models.DateField("公示止日")
    withdrawn_on = models.DateField("撤下日期", null=True, blank=True)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opened_on")),
                name="notice_closes_after_it_opens",
                violation_error_message="公示止日须晚于起日。",
            ),
        ]
        indexes = [models.Index(fields=["closes_on", "area_code"], name="notice_showing")]
        ordering = ["-opened_on", "id"]
