import uuid

import pgtrigger
from django.conf import settings
from django.db import models


class ArchivePackage(models.Model):
    """All papers of a matter as one package, as they were on the day: a PDF with its catalogue, the originals, hashes.

    新疆第十二条、第四十八至五十条; 宁夏第二十八条、第六十一至六十三条; 黑龙江第十二条、第四十八至五十条.
    """

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("档号", max_length=80, unique=True)
    matter = models.UUIDField("事项", db_index=True)
    person_name = models.CharField("姓名", max_length=60)
    area_code = models.CharField("统筹区", max_length=6)
    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    body = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="评估机构"
    )
    edition = models.PositiveSmallIntegerField("版次")
    items = models.PositiveIntegerField("件数")
    file = models.CharField("存放位置", max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64)
    made_at = models.DateTimeField("归档时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="归档人")

    class Meta:
        verbose_name = verbose_name_plural = "档案"
        ordering = ["-made_at", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "edition"],
                name="an_archive_has_its_editions_in_order",
                violation_error_message="这个版次已经归档。",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-made_at"], name="archive_by_agency")]
        triggers = [
            pgtrigger.Protect(name="archives_stay", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number}（第 {self.edition} 版）"
