from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.posts import Kind

KINDS = [(Kind.BODY.value, "定点评估机构"), (Kind.PROVIDER.value, "定点长护服务机构")]


class CallQuerySet(models.QuerySet["Call"]):
    def open_on(self, day: date) -> Self:
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def visible_to(self, actor: Actor) -> Self:
        """Agencies see the calls of their area; what is open is public anyway."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == Kind.AGENCY and seat.area_code:
                scope |= Q(agency__area__code__startswith=prefix(seat.area_code))
        return self.filter(scope)


class Call(models.Model):
    """A public call for applications (招募公告). D1: 宁夏第二十七条第1项、第三十一条第1项."""

    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    kind = models.CharField("招募对象", max_length=10, choices=KINDS)
    title = models.CharField("公告标题", max_length=120)
    conditions = models.TextField("申请条件")
    scope = models.TextField("服务或评估范围")
    procedure = models.TextField("审核流程和评审标准")
    opens_on = models.DateField("公告发布日")
    closes_on = models.DateField("报名截止日")
    opened_at = models.DateTimeField("发布时间")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发布人")

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "招募公告"
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("opens_on")),
                name="a_call_closes_after_it_opens",
                violation_error_message="报名截止日须晚于公告发布日。",
            ),
            models.UniqueConstraint(
                fields=["agency", "kind", "opens_on"],
                name="one_call_for_a_kind_per_agency_and_day",
                violation_error_message="今天已经发布过同类招募公告。",
            ),
        ]

    def __str__(self) -> str:
        return self.title
