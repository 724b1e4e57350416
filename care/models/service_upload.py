import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.posts import Kind, Post
from workflow.models.case import AGENCY_POSTS


class ServiceUploadQuerySet(models.QuerySet["ServiceUpload"]):
    def visible_to(self, actor: Actor) -> Self:
        """Managers see their own provider's uploads, the agency those of its area."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.post == Post.PROVIDER_MANAGER:
                scope |= Q(provider_id=seat.organisation_id)
            elif seat.kind == Kind.AGENCY and seat.post in AGENCY_POSTS and seat.area_code:
                scope |= Q(provider__area__code__startswith=prefix(seat.area_code))
        return self.filter(scope)


class ServiceUpload(models.Model):
    """One file of service records of a provider: stored whole or not at all, with what is wrong told per row. C5."""

    class State(models.TextChoices):
        WAITING = "waiting", "等待处理"
        RUNNING = "running", "正在核对"
        STORED = "stored", "已全部入库"
        REFUSED = "refused", "有错误，未入库"

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="服务机构")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件摘要", max_length=64)
    file = models.FileField("文件", upload_to="service-uploads/%Y/%m/")
    marked = models.FileField("标注错误的副本", upload_to="service-uploads/%Y/%m/", blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    rows = models.PositiveIntegerField("行数", default=0)
    rows_done = models.PositiveIntegerField("已处理行数", default=0)
    faults = models.PositiveIntegerField("错误数", default=0)
    told = models.CharField("说明", max_length=300, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_by_name = models.CharField("上传人姓名", max_length=80)
    uploaded_at = models.DateTimeField("上传时间")
    finished_at = models.DateTimeField("处理完成时间", null=True, blank=True)

    objects = ServiceUploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务记录上传"
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "sha256"],
                condition=~Q(state="refused"),
                name="a_file_is_taken_once",
                violation_error_message="这个文件已经上传过。",
            ),
        ]
        triggers = [pgtrigger.Protect(name="service_uploads_stay", operation=pgtrigger.Delete)]


class UploadFault(models.Model):
    """What is wrong in one cell of an upload; `row` as the spreadsheet counts, 0 for the file as a whole."""

    upload = models.ForeignKey(ServiceUpload, models.CASCADE, related_name="faulty", verbose_name="上传")
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=40, blank=True)
    code = models.CharField("代码", max_length=40)
    sentence = models.CharField("说明", max_length=300)

    class Meta:
        verbose_name = verbose_name_plural = "上传错误"
        ordering = ["upload", "row", "id"]
