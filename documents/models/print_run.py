import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.actors import Actor
from documents.kinds import CHOICES, LETTERS


class PrintRunQuerySet(models.QuerySet["PrintRun"]):
    def visible_to(self, actor: Actor) -> Self:
        """A run is its asker's own affair: what may be printed was decided for that person."""
        return self.filter(asked_by_id=actor.user_id) if actor.user_id is not None else self.none()

    def open(self) -> Self:
        return self.filter(state__in=(PrintRun.State.WAITING, PrintRun.State.RUNNING))

    def to_take_up(self, now: datetime) -> Self:
        """Whose bell was lost, or whose worker has given no sign for too long; the oldest first."""
        silent = now - settings.LTCI_PRINT_RUN_SILENCE
        return self.open().filter(beat_at__lt=silent).order_by("asked_at")

    def to_expire(self, now: datetime) -> Self:
        ended = (PrintRun.State.DONE, PrintRun.State.BROKEN)
        return self.filter(state__in=ended, expires_at__lt=now).order_by("asked_at")


class PrintRun(models.Model):
    """Letters that somebody has printed together: which ones, how far it is, the volumes that came of it.

    The letters are those that the asker might open when asking. A volume is merged out of their stored PDFs, which
    stay as they are; volumes are removed after a day, the row stays.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "制作中"
        DONE = "done", "已完成"
        BROKEN = "broken", "已中断"
        EXPIRED = "expired", "已过期"

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_by_name = models.CharField("申请人姓名", max_length=80)
    asked_at = models.DateTimeField("申请时间")
    kind = models.CharField("文书", max_length=40, choices=CHOICES, blank=True)
    since = models.DateField("出具日期自")
    until = models.DateField("出具日期至")
    letters: "ArrayField[list[uuid.UUID], list[uuid.UUID]]" = ArrayField(models.UUIDField(), verbose_name="文书编号")
    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    handled = models.PositiveIntegerField("已处理份数", default=0)
    failed = models.JSONField("未制作的文书", default=list)
    volumes = models.JSONField("分册", default=list)
    worker = models.UUIDField("经手的进程", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("开始次数", default=0)
    beat_at = models.DateTimeField("最近进展时间")
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    expires_at = models.DateTimeField("保留到", null=True, blank=True)

    objects = PrintRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量打印"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since__lte=models.F("until")),
                name="a_print_run_begins_before_it_ends",
                violation_error_message="起始日期不能晚于截止日期。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "running")) | Q(finished_at__isnull=False, expires_at__isnull=False),
                name="a_print_run_that_ended_says_when_and_until_when",
                violation_error_message="已结束的批量打印须有完成时间和保留时间。",
            ),
        ]
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="print_runs_of_a_person"),
            models.Index(
                fields=["beat_at"], name="print_runs_under_way", condition=Q(state__in=("waiting", "running"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}，{self.since} 至 {self.until}"

    @property
    def label(self) -> str:
        return LETTERS[self.kind].title if self.kind else "全部文书"

    @property
    def url(self) -> str:
        return reverse("documents:print_run", args=[self.pk])

    @property
    def count(self) -> int:
        return len(self.letters)

    @property
    def under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def made(self) -> int:
        """How many letters lie in the volumes."""
        return sum(volume["letters"] for volume in self.volumes)
