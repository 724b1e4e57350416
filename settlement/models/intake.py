import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.actors import Actor
from settlement.models.batch import SENDERS, ClaimBatch


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, actor: Actor) -> Self:
        """The sender's own organisation; an unfinished upload is nobody else's business."""
        own = [seat.organisation_id for seat in actor.seats if SENDERS.get(seat.kind) == seat.post]  # type: ignore[call-overload]
        return self.filter(provider_id__in=own)


class Intake(models.Model):
    """An upload on its way: received in one file or in parts, checked, then taken whole or given back. F1.

    `place`: the file in the storage; parts by the interface lie in a staging table. `errors`: the first of them.
    """

    class State(models.TextChoices):
        RECEIVING = "receiving", "接收中"
        WAITING = "waiting", "等待核对"
        CHECKED = "checked", "核对无误"
        FAULTY = "faulty", "有错误"
        TAKEN = "taken", "已申报"
        DROPPED = "dropped", "已放弃"

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("费用类别", max_length=12, choices=ClaimBatch.Kind, default=ClaimBatch.Kind.CARE)
    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    provider = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="申报机构")
    month = models.DateField("费用月份")
    source = models.CharField("来源", max_length=8, choices=ClaimBatch.Source)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    place = models.CharField("文件位置", max_length=200, blank=True)
    sha256 = models.CharField("校验值", max_length=64, blank=True)
    dry_run = models.BooleanField("只核对", default=False)
    declared = models.BooleanField("已声明真实", default=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.RECEIVING, db_index=True)
    progress = models.CharField("进度", max_length=60, blank=True)
    rows = models.PositiveIntegerField("行数", default=0)
    error_count = models.PositiveIntegerField("错误数", default=0)
    errors = models.JSONField("错误", default=list)
    marked = models.CharField("标注文件位置", max_length=200, blank=True)
    batch = models.ForeignKey(
        ClaimBatch, models.PROTECT, null=True, blank=True, related_name="intakes", verbose_name="批次"
    )
    claimed_until = models.DateTimeField("处理租约", null=True)
    tries = models.PositiveSmallIntegerField("处理次数", default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    at = models.DateTimeField("上传时间")

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报上传"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["provider", "-at"], name="intake_by_provider"),
            models.Index(fields=["claimed_until"], condition=Q(state="waiting"), name="intake_waiting"),
        ]

    @property
    def staging(self) -> str:
        """The table in which its rows lie until they are taken; a name that nobody else writes."""
        return f"settlement_staging_{self.pk.hex}"


class IntakePart(models.Model):
    """A part received by the interface, so that an interrupted upload goes on where it stopped; sent twice, kept once."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="parts", verbose_name="上传")
    number = models.PositiveIntegerField("序号")
    digest = models.CharField("校验值", max_length=64)
    rows = models.PositiveIntegerField("行数")

    class Meta:
        verbose_name = verbose_name_plural = "申报分片"
        constraints = [
            models.UniqueConstraint(
                fields=["intake", "number"],
                name="a_part_is_received_once",
                violation_error_message="这一片已经收到。",
            )
        ]
