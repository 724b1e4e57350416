import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.posts import Post

ARCHIVISTS = (Post.ARCHIVIST, Post.SUPERVISOR)


class ArchiveExportQuerySet(models.QuerySet["ArchiveExport"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the agencies whose archive the actor keeps."""
        return self.filter(agency_id__in=[seat.organisation_id for seat in actor.seats if seat.post in ARCHIVISTS])

    def open(self) -> Self:
        return self.filter(state__in=(ArchiveExport.State.WAITING, ArchiveExport.State.RUNNING))


class ArchiveExport(models.Model):
    """All archives of one person or one assessment body, applied for within a period, made as one package by a job.

    新疆第十二条、第四十八至五十一条; 宁夏第二十八条、第六十一至六十四条; 黑龙江第十二条、第四十八至五十一条.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "等待制作"
        RUNNING = "running", "正在制作"
        DONE = "done", "已制作"
        FAILED = "failed", "没有做成"

    id = models.UUIDField("编号", primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    person = models.ForeignKey(
        "enrolment.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    body = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="评估机构"
    )
    since = models.DateField("申请日期自")
    until = models.DateField("申请日期至")
    purpose = models.CharField("用途", max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间")
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    total = models.PositiveIntegerField("事项数", default=0)
    done = models.PositiveIntegerField("已收入", default=0)
    left_out = models.PositiveIntegerField("未办结而没有收入", default=0)
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    file = models.CharField("存放位置", max_length=120, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    finished_at = models.DateTimeField("制作完成时间", null=True, blank=True)
    problem = models.CharField("没有做成的原因", max_length=300, blank=True)

    objects = ArchiveExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "档案导出"
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, body__isnull=True) | Q(person__isnull=True, body__isnull=False),
                name="an_export_is_of_a_person_or_of_a_body",
                violation_error_message="请选择人员或者评估机构中的一项。",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="an_export_ends_after_it_begins",
                violation_error_message="止日不能早于起日。",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | (~Q(file="") & ~Q(sha256="") & Q(finished_at__isnull=False)),
                name="an_export_that_is_done_has_its_file",
                violation_error_message="已制作的导出须有文件和校验值。",
            ),
            models.UniqueConstraint(
                fields=["agency", "person", "body", "since", "until"],
                condition=Q(state__in=("waiting", "running")),
                nulls_distinct=False,
                name="one_open_export_of_the_same_archives",
                violation_error_message="同样的导出正在制作。",
            ),
        ]
        indexes = [models.Index(fields=["agency", "-asked_at"], name="export_by_agency")]
        triggers = [
            pgtrigger.Protect(name="exports_stay", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="a_finished_export_is_final",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="done"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.since} 至 {self.until}"

    @property
    def subject(self) -> str:
        """Of whom."""
        return self.person.name if self.person is not None else self.body.name if self.body is not None else ""
