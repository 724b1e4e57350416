from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.actors import Actor, Seat
from accounts.areas import prefix
from accounts.fields import EncryptedTextField
from accounts.posts import Kind, Post
from providers.models.call import KINDS, Call
from providers.states import OPEN, DesignationFlow, State
from workflow.flow import guarded
from workflow.models.case import Case

MANAGERS = {Kind.BODY: Post.BODY_MANAGER, Kind.PROVIDER: Post.PROVIDER_MANAGER}
AGENCY_READERS = frozenset({Post.AGREEMENT_OFFICER, Post.SUPERVISOR, Post.INSPECTOR, Post.ARCHIVIST})
MODES = [("home", "居家护理"), ("community", "社区护理"), ("institution", "机构护理")]


class DesignationQuerySet(models.QuerySet["Designation"]):
    def visible_to(self, actor: Actor) -> Self:
        """The agency's agreement side, the applying organisation's manager, and who sits on its panel."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == Kind.AGENCY and seat.post in AGENCY_READERS and seat.area_code:
                scope |= Q(area_code__startswith=prefix(seat.area_code)) & ~Q(state=State.DRAFT)
            elif seat.post in MANAGERS.values():
                scope |= Q(organisation_id=seat.organisation_id)
        if actor.user_id is not None:
            scope |= Q(pk__in=self.model.sitting(actor.user_id))
        return self.filter(scope)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Designation(DesignationFlow, Case):
    """An organisation's application to be designated (定点申请), and the root of its matter. D2–D5."""

    READ_WITH = ("organisation", "agency__area")

    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, related_name="designations", verbose_name="申请机构"
    )
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="designations", verbose_name="招募公告"
    )
    kind = models.CharField("申请类别", max_length=10, choices=KINDS)
    operating_since = models.DateField("正式运营日期")
    legal_representative = models.CharField("法定代表人或主要负责人", max_length=60)
    legal_id_number = EncryptedTextField("法定代表人身份证号")
    contact_phone = models.CharField("联系电话", max_length=40)
    modes = ArrayField(
        models.CharField(max_length=12, choices=MODES), verbose_name="服务类型", default=list, blank=True
    )
    scope = models.CharField("评估或服务范围", max_length=300)
    capacity = models.PositiveIntegerField("长期护理服务能力（人）", default=0)
    licensed = models.BooleanField("具备医疗资质", default=False)
    own_unit = models.BooleanField("已成立长护管理内设机构", default=False)
    full_time_manager = models.BooleanField("已配备专职管理人员", default=False)
    materials = ArrayField(models.CharField(max_length=40), verbose_name="已提交的材料", default=list, blank=True)
    missing_told = ArrayField(
        models.CharField(max_length=40), verbose_name="已告知补正的材料", default=list, blank=True
    )
    supplement_from = models.CharField("补正前状态", max_length=16, blank=True)
    supplement_told_on = models.DateField("告知补正日期", null=True, blank=True)
    grounds = ArrayField(models.CharField(max_length=40), verbose_name="不予受理情形", default=list, blank=True)
    round = models.PositiveSmallIntegerField("第几次审核", default=1)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    decided_at = models.DateTimeField("审核结果时间", null=True, blank=True)
    reasons = models.TextField("不合格理由", blank=True)
    advice = models.TextField("整改建议", blank=True)
    rectification = models.TextField("整改情况", blank=True)
    barred_until = models.DateField("不得再次申请至", null=True, blank=True)
    notice_opened_on = models.DateField("公示起日", null=True, blank=True)
    notice_closes_on = models.DateField("公示止日", null=True, blank=True)
    notice_over = models.BooleanField("公示期已满", default=False)

    objects = DesignationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "定点申请"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "agency", "kind"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="an_organisation_has_one_open_designation_per_agency",
                violation_error_message="本机构已有一件定点申请正在办理。",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.BARRED) | Q(barred_until__isnull=False),
                name="a_bar_has_its_last_day",
                violation_error_message="不得再次申请须写明截止日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.FAILED, State.BARRED]) | ~Q(reasons=""),
                name="a_failure_says_why",
                violation_error_message="不合格须告知理由。",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "created_at"], name="designation_worklist")]
        triggers = [
            pgtrigger.FSM(name="states_follow_the_table", field="state", transitions=guarded(DesignationFlow)),
            pgtrigger.Protect(
                name="begins_as_draft", operation=pgtrigger.Insert, condition=pgtrigger.Q(new__state__df="draft")
            ),
            pgtrigger.Protect(name="designations_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.name} {self.get_kind_display()}申请"

    @property
    def title(self) -> str:
        return self.organisation.name

    @staticmethod
    def sitting(user_id: int) -> "models.QuerySet[PanelMember]":
        return PanelMember.objects.filter(user_id=user_id).values("designation_id")

    def organisation_of(self, post: str) -> int | None:
        if post in MANAGERS.values():
            return self.organisation_id if MANAGERS.get(Kind(self.kind)) == post else None
        return super().organisation_of(post)

    def seat_for(self, actor: Actor, post: str) -> Seat | None:
        """Whoever sits on the panel of the running review has a seat for it; an objection may come from anybody."""
        if post == Post.PUBLIC:
            return actor.seat((post,))
        if post == Post.PANEL_MEMBER:
            sits = actor.user_id is not None and self.panel_now().filter(user_id=actor.user_id).exists()
            return Seat(post, self.agency_id, self.agency.name, self.area_code, Kind.AGENCY) if sits else None
        return super().seat_for(actor, post)

    def panel_now(self) -> "models.QuerySet[PanelMember]":
        return PanelMember.objects.filter(designation_id=self.pk, round=self.round)

    def key(self, name: str) -> str:
        """The policy key of this kind of organisation: providers.body.review, providers.provider.review."""
        return f"providers.{self.kind}.{name}"


from providers.models.panel import PanelMember  # noqa: E402  the panel refers to the designation
