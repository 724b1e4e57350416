import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from settlement.models.batch import ClaimBatch


class LineExportQuerySet(models.QuerySet["LineExport"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, of batches that one may still see."""
        return self.filter(asked_by_id=actor.user_id, batch__in=ClaimBatch.objects.visible_to(actor))


class LineExport(models.Model):
    """Lines of a batch with what was found, decided and settled, written to a CSV file by a job. F1 to F3.

    `rule`, `kind`: of the lines with such findings alone; empty for all. The file is kept for some days (`kept_until`).
    新疆第二十八、三十一条; 宁夏第四十一、四十四条.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待制作"
        RUNNING = "running", "正在制作"
        DONE = "done", "已制作"
        FAILED = "failed", "没有做成"
        GONE = "gone", "已过保留期"

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(ClaimBatch, models.PROTECT, related_name="+", verbose_name="申报批次")
    rule = models.CharField("规则", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=8, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    rows = models.PositiveIntegerField("行数", default=0)
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    file = models.CharField("存放位置", max_length=120, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    finished_at = models.DateTimeField("制作完成时间", null=True, blank=True)
    kept_until = models.DateTimeField("保留至", null=True, blank=True)

    objects = LineExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报明细导出"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done")
                | (~Q(file="") & ~Q(sha256="") & Q(finished_at__isnull=False, kept_until__isnull=False)),
                name="a_line_export_that_is_done_has_its_file",
                violation_error_message="已制作的导出须有文件和校验值。",
            ),
            models.UniqueConstraint(
                fields=["batch", "rule", "kind", "asked_by"],
                condition=Q(state__in=("waiting", "running")),
                name="one_open_export_of_the_same_lines",
                violation_error_message="同样的导出正在制作。",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="line_export_by_user"),
            models.Index(fields=["state", "asked_at"], name="line_export_by_state"),
        ]
        triggers = [pgtrigger.Protect(name="line_exports_stay", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.batch} {self.asked_at:%Y-%m-%d %H:%M}"
