from typing import Self

from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.posts import Kind
from providers.models.designation import AGENCY_READERS


class FilingQuerySet(models.QuerySet["Filing"]):
    def visible_to(self, actor: Actor) -> Self:
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == Kind.AGENCY and seat.post in AGENCY_READERS and seat.area_code:
                scope |= Q(area_code__startswith=prefix(seat.area_code))
        return self.filter(scope)


class Filing(models.Model):
    """One thing told to the administrative department (备案、报备), with the letter that tells it. D4, D5, D8."""

    class Subject(models.TextChoices):
        RESULT = "result", "审核结果"
        AGREEMENT = "agreement", "签订协议"
        SUSPENSION = "suspension", "中止协议"
        RESUMPTION = "resumption", "恢复协议"
        TERMINATION = "termination", "解除协议"

    area_code = models.CharField("统筹区", max_length=6, db_index=True)
    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="机构")
    subject = models.CharField("备案事项", max_length=12, choices=Subject)
    text = models.CharField("内容", max_length=300)
    matter = models.UUIDField("事项", db_index=True)
    letter_id = models.UUIDField("备案函")
    filed_at = models.DateTimeField("备案时间")

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "备案"
        ordering = ["-filed_at", "-id"]
