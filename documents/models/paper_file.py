import uuid
from datetime import date, datetime
from typing import Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.fields import EncryptedTextField

IMAGES = ("image/jpeg", "image/png")


class PaperFileQuerySet(models.QuerySet["PaperFile"]):
    def of_case(self, case_id: uuid.UUID) -> Self:
        """What lies with a case: stored and not withdrawn, the oldest first."""
        return self.filter(case_id=case_id, state=PaperFile.State.STORED).order_by("created_at", "pk")

    def of_matter(self, matter: uuid.UUID) -> Self:
        return self.filter(matter=matter, state=PaperFile.State.STORED).order_by("created_at", "pk")

    def abandoned(self, now: datetime) -> Self:
        """Uploads that were begun and not finished in time."""
        return self.filter(state=PaperFile.State.RECEIVING, expires_at__lt=now)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class PaperFile(models.Model):
    """One file of a case: a scanned paper, a photo, a video. What it is was read from its content, not its name.

    A stored file never changes; one that should not have been filed is withdrawn with a reason and kept.
    新疆第十二条、第四十八条; 宁夏第二十八条、第六十一条; 黑龙江第十二条、第四十八条.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", "上传中"
        STORED = "stored", "已入卷"
        REFUSED = "refused", "未收"
        WITHDRAWN = "withdrawn", "已撤下"

    class Scan(models.TextChoices):
        NONE = "none", "未扫描"
        CLEAN = "clean", "未发现病毒"
        INFECTED = "infected", "发现病毒"

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.UUIDField("事项", db_index=True)
    case_kind = models.CharField("案件种类", max_length=60)
    case_id = models.UUIDField("案件", db_index=True)
    area_code = models.CharField("统筹区", max_length=6)
    code = models.CharField("资料", max_length=40)
    label = models.CharField("资料名称", max_length=80)
    medical = models.BooleanField("医疗资料", default=False)
    name = models.CharField("文件名", max_length=200)
    size = models.BigIntegerField("字节数")
    content_type = models.CharField("内容类型", max_length=80, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    file = models.CharField("存放位置", max_length=120, blank=True)
    shown_file = models.CharField("便于查看的副本", max_length=120, blank=True)
    shown_sha256 = models.CharField("副本的SHA-256", max_length=64, blank=True)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RECEIVING, db_index=True)
    scan = models.CharField("病毒扫描", max_length=8, choices=Scan, default=Scan.NONE)
    taken_at = models.CharField("拍摄时间（文件自带）", max_length=40, blank=True)
    place = EncryptedTextField("拍摄地点（文件自带）", blank=True)
    problem = models.CharField("未收的原因", max_length=200, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_by_name = models.CharField("上传人姓名", max_length=60)
    created_at = models.DateTimeField("开始上传时间")
    expires_at = models.DateTimeField("未完成的上传保留到")
    stored_at = models.DateTimeField("入卷时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_by_name = models.CharField("撤下人", max_length=60, blank=True)
    withdrawn_reason = models.CharField("撤下理由", max_length=200, blank=True)

    objects = PaperFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "卷内文件"
        constraints = [
            models.UniqueConstraint(
                fields=["case_id", "code", "sha256"],
                condition=Q(state="stored"),
                name="the_same_file_is_filed_once_per_case_and_paper",
                violation_error_message="同一份文件已经上传过。",
            ),
            models.CheckConstraint(
                condition=~Q(state="stored") | (~Q(sha256="") & ~Q(file="") & Q(stored_at__isnull=False)),
                name="a_stored_file_has_place_hash_and_time",
                violation_error_message="入卷的文件须有存放位置、校验值和时间。",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | (~Q(withdrawn_reason="") & Q(withdrawn_at__isnull=False)),
                name="a_withdrawn_file_says_why",
                violation_error_message="撤下文件须写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(size__gte=0), name="a_file_has_a_size", violation_error_message="文件大小不能为负。"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="a_stored_file_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["stored", "withdrawn"])
                & (
                    pgtrigger.Q(old__sha256__df=pgtrigger.F("new__sha256"))
                    | pgtrigger.Q(old__file__df=pgtrigger.F("new__file"))
                    | pgtrigger.Q(old__code__df=pgtrigger.F("new__code"))
                    | pgtrigger.Q(old__case_id__df=pgtrigger.F("new__case_id"))
                ),
            ),
            pgtrigger.Protect(name="a_file_row_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.name}"

    @property
    def url(self) -> str:
        return reverse("documents:paper", args=[self.pk])

    @property
    def stored_on(self) -> date | None:
        return timezone.localdate(self.stored_at) if self.stored_at else None

    @property
    def is_image(self) -> bool:
        return self.content_type in IMAGES or bool(self.shown_file)

    @property
    def is_video(self) -> bool:
        return self.content_type.startswith("video/")
