from typing import Self

from django.db import models

from accounts import areas


class AreaQuerySet(models.QuerySet["Area"]):
    def inside(self, code: str) -> Self:
        """The area itself and all areas below it."""
        return self.filter(code__startswith=areas.prefix(code))


class Area(models.Model):
    """An administrative division of GB/T 2260. Abolished codes stay: ID numbers and old files carry them."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        CITY = "city", "地级"
        COUNTY = "county", "县级"

    code = models.CharField("代码", max_length=6, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=8, choices=Level)
    valid = models.BooleanField("现行有效", default=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[1-9][0-9]{5}$"),
                name="area_code_has_six_digits",
                violation_error_message="行政区划代码应为六位数字。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}）"
