from datetime import date
from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from care.models.ranges import TEXT_RANGE, days, one
from policy import areas


class ServiceItemQuerySet(models.QuerySet["ServiceItem"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on)

    def of_area(self, area_code: str, on: date) -> Self:
        """The catalogue of an area on a day: the nearest one up the tree of areas, whole, else the national one."""
        chain = areas.chain(area_code)
        rows = self.in_force(on)
        held = set(rows.filter(area_code__in=chain).order_by().values_list("area_code", flat=True).distinct())
        nearest = next((code for code in chain if code in held), None)
        return rows.filter(area_code=nearest) if nearest else self.none()


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class ServiceItem(models.Model):
    """An item of a catalogue of services as it holds from a day to a day: price, unit, limits, who may perform. C4.

    Structure of the national catalogue: life care (生活照护) in 8 classes, medical care (医疗护理) in 4. The official
    items are imported; `demo` marks those that are examples only. 新疆第十六条; 宁夏第十六、二十条; 黑龙江第十六条.
    """

    class Part(models.TextChoices):
        LIFE = "life", "生活照护"
        MEDICAL = "medical", "医疗护理"

    class Category(models.TextChoices):
        DIET = "diet", "饮食照护"
        EXCRETION = "excretion", "排泄照护"
        CLEANING = "cleaning", "清洁照护"
        DRESSING = "dressing", "穿脱衣"
        FUNCTION = "function", "功能维护"
        SYMPTOM = "symptom", "对症照护"
        VITALS = "vitals", "生命体征监测"
        SAFETY = "safety", "安全照护"
        EXAMINATION = "examination", "一般检查护理"
        NURSING = "nursing", "基础护理"
        SPECIALIST = "specialist", "专科护理"
        REHABILITATION = "rehabilitation", "康复"

    class Unit(models.TextChoices):
        TIME = "time", "次"
        HOUR = "hour", "小时"
        DAY = "day", "日"

    area_code = models.CharField("统筹区", max_length=8, default=areas.NATIONAL)
    code = models.CharField("项目代码", max_length=40)
    name = models.CharField("项目名称", max_length=80)
    part = models.CharField("部分", max_length=8, choices=Part)
    category = models.CharField("项目类别", max_length=16, choices=Category)
    content = models.TextField("项目内涵", blank=True)
    points = models.TextField("服务要点", blank=True)
    unit = models.CharField("计价单位", max_length=6, choices=Unit, default=Unit.TIME)
    price_fen = models.PositiveIntegerField("单价（分）")
    per_day_max = models.PositiveSmallIntegerField("每天最多次数", null=True, blank=True)
    per_week_max = models.PositiveSmallIntegerField("每周最多次数", null=True, blank=True)
    per_month_max = models.PositiveSmallIntegerField("每月最多次数", null=True, blank=True)
    minutes_min = models.PositiveSmallIntegerField("每次最短分钟数", null=True, blank=True)
    minutes_max = models.PositiveSmallIntegerField("每次最长分钟数", null=True, blank=True)
    performers = ArrayField(models.CharField(max_length=10), verbose_name="可由哪些人员提供", default=list, blank=True)
    excludes = ArrayField(models.CharField(max_length=40), verbose_name="不能同时安排的项目", default=list, blank=True)
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)
    demo = models.BooleanField("示例，非官方代码", default=False)
    source = models.CharField("目录来源", max_length=120, blank=True)

    objects = ServiceItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务项目"
        ordering = ["area_code", "part", "category", "code", "starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="service_item_ends_after_it_starts",
                violation_error_message="项目终止日期不能早于起始日期。",
            ),
            models.CheckConstraint(
                condition=Q(minutes_max__isnull=True)
                | Q(minutes_min__isnull=True)
                | Q(minutes_max__gte=F("minutes_min")),
                name="service_item_minutes_are_a_span",
                violation_error_message="最长分钟数不能少于最短分钟数。",
            ),
            ExclusionConstraint(
                name="service_item_has_one_version_on_a_day",
                expressions=[
                    (one("area_code", TEXT_RANGE), RangeOperators.OVERLAPS),
                    (one("code", TEXT_RANGE), RangeOperators.OVERLAPS),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="同一项目代码的有效期不能重叠。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）" + ("（示例，非官方代码）" if self.demo else "")
