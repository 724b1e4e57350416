from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from accounts.fields import EncryptedTextField
from workflow.models.deadline_kind import MUST_ACT, DeadlineKind

LIVE = ("running", "paused")
OPEN = (*LIVE, "overdue")


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def of(self, matter: UUID, kind: str | None = None) -> "DeadlineQuerySet":
        """Those of one matter, in the order in which they were entered (and are always locked)."""
        found = self.filter(matter=matter) if kind is None else self.filter(matter=matter, kind=kind)
        return found.order_by("id")

    def live(self) -> "DeadlineQuerySet":
        """Those whose day can still move."""
        return self.filter(state__in=LIVE)

    def open(self) -> "DeadlineQuerySet":
        """Those that still wait for somebody, the overdue ones included."""
        return self.filter(state__in=OPEN)

    def must_act(self) -> "DeadlineQuerySet":
        return self.filter(kind__in=MUST_ACT)

    def due_before(self, day: date) -> "DeadlineQuerySet":
        """Running ones whose last day is over when `day` begins; oldest first."""
        return self.filter(state="running", due_on__lt=day).order_by("due_on", "id")


class Deadline(models.Model):
    """A day until which, or from which, something holds for a case; ends at 24:00 of `due_on` in Asia/Shanghai.

    `due_on` follows from the other columns and the pauses alone (`workflow.rules.due_dates`); nothing counts days.
    """

    class Unit(models.TextChoices):
        DAYS = "days", "日"
        WORKING_DAYS = "working_days", "个工作日"
        MONTHS = "months", "个月"

    class State(models.TextChoices):
        RUNNING = "running", "计时中"
        PAUSED = "paused", "暂停计时"
        MET = "met", "已完成"
        OVERDUE = "overdue", "已逾期"
        EXPIRED = "expired", "已到期"
        VOID = "void", "已失效"

    matter = models.UUIDField("事项编号")
    case_kind = models.CharField("案件类别", max_length=60)
    case_id = models.UUIDField("案件编号")
    area_code = models.CharField("统筹区", max_length=6)
    agency_id = models.BigIntegerField("经办机构编号")
    kind = models.CharField("种类", max_length=30, choices=DeadlineKind.choices)
    starts_on = models.DateField("起算日")
    amount = models.PositiveIntegerField("期限")
    unit = models.CharField("单位", max_length=12, choices=Unit.choices)
    rolls = models.BooleanField("遇非工作日顺延")
    extension_days = models.PositiveSmallIntegerField("延长日数", default=0)
    extended_on = models.DateField("延期日期", null=True, blank=True)
    extended_by_id = models.BigIntegerField("延期批准人编号", null=True, blank=True)
    extended_by = models.CharField("延期批准人", max_length=80, blank=True)
    extension_reason = EncryptedTextField("延期理由", blank=True)
    due_on = models.DateField("到期日")
    provisional = models.BooleanField("暂定", default=False)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.RUNNING)
    citation = models.TextField("依据", blank=True)
    basis = models.CharField("依据性质", max_length=12, blank=True)
    act_at_due = models.CharField("到期自动办理", max_length=60, blank=True)
    owner_post = models.CharField("责任岗位", max_length=40, blank=True)
    owner_organisation_id = models.BigIntegerField("责任机构编号", null=True, blank=True)
    started_at = models.DateTimeField("建立时间")
    closed_on = models.DateField("办结日期", null=True, blank=True)
    claimed_until = models.DateTimeField("占用至", null=True, blank=True)
    failure = models.TextField("自动办理未成原因", blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")),
                name="deadline_does_not_end_before_it_begins",
                violation_error_message="期限的到期日不能早于起算日。",
            ),
            models.CheckConstraint(
                condition=Q(extension_days=0, extended_on=None) | Q(extension_days__gt=0, extended_on__isnull=False),
                name="extension_has_its_day",
                violation_error_message="延期必须同时记录延长日数和日期。",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("running", "paused", "overdue"), closed_on=None)
                | Q(state__in=("met", "expired", "void"), closed_on__isnull=False),
                name="closed_deadline_has_its_day",
                violation_error_message="办结的期限必须记录办结日期，未办结的不得有。",
            ),
            models.UniqueConstraint(
                fields=["case_id", "kind"],
                condition=Q(state__in=LIVE),
                name="one_live_deadline_of_a_kind_per_case",
                violation_error_message="这个案件的同一种期限已经在计时。",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state="running"), name="deadline_running_by_day"),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(state="running") & ~Q(act_at_due=""),
                name="deadline_with_act_by_day",
            ),
            models.Index(fields=["agency_id", "due_on"], condition=Q(state__in=OPEN), name="deadline_open_by_agency"),
            models.Index(fields=["matter", "kind"], name="deadline_by_matter"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（至{self.due_on:%Y年%m月%d日}，{self.get_state_display()}）"

    @property
    def late(self) -> bool:
        """Whether what it limits was done after its last day, or is still not done though that is over."""
        return self.state == self.State.OVERDUE or (
            self.state == self.State.MET and self.closed_on is not None and self.closed_on > self.due_on
        )
