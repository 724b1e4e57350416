from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from accounts import areas
from accounts.posts import Kind

if TYPE_CHECKING:
    from accounts.actors import Actor


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of_kind(self, *kinds: str) -> Self:
        """Organisations of these kinds."""
        return self.filter(kind__in=kinds)

    def inside(self, area_code: str) -> Self:
        """Organisations that work in the area or below it."""
        return self.filter(area__code__startswith=areas.prefix(area_code))

    def visible_to(self, actor: "Actor") -> Self:
        """Organisations in the areas of the agencies in which the actor sits, and the actor's own."""
        scope = Q(pk__in=[seat.organisation_id for seat in actor.seats if seat.organisation_id])
        for seat in actor.seats:
            if seat.kind == Kind.AGENCY:
                scope |= Q(area__code__startswith=areas.prefix(seat.area_code))
        return self.filter(scope)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Organisation(models.Model):
    """An agency, body, committee, provider … at its level and place (新疆、宁夏、黑龙江经办规程第四条)."""

    Kind = Kind

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        POOLING_AREA = "pooling_area", "统筹区级"
        COUNTY = "county", "县级"

    code = models.CharField("机构编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=120)
    kind = models.CharField("类型", max_length=12, choices=Kind, help_text="登记后不能更改。")
    level = models.CharField("级别", max_length=12, choices=Level, default=Level.POOLING_AREA)
    area = models.ForeignKey("accounts.Area", models.PROTECT, related_name="organisations", verbose_name="所在地区")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches", verbose_name="上级机构"
    )
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("对外电话", max_length=40, blank=True)
    number_word = models.CharField("文号代字", max_length=20, blank=True, help_text="文书编号的开头，如“乌医保”。")
    nhsa_code = models.CharField("国家医保机构编码", max_length=40, blank=True)
    active = models.BooleanField("正常运行", default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering = ["area_id", "kind", "code"]
        indexes = [models.Index(fields=["area", "kind"], name="organisation_by_area_and_kind")]
        # Appointments are checked against the kind once, when they are written.
        triggers = [pgtrigger.ReadOnly(name="organisation_keeps_its_kind", fields=["kind"])]

    def __str__(self) -> str:
        return self.name
