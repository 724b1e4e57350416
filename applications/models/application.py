from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.fields import EncryptedJSONField, EncryptedTextField
from applications.states import OPEN, ApplicationFlow, State
from enrolment.models import Person
from workflow.flow import guarded
from workflow.models.case import AGENCY_POSTS, Case


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, actor: Actor) -> Self:
        """Cases of the agencies below which the actor sits, and the actor's own; bodies see theirs as assessments.

        Staff of a handler see those of the agency whose contract has them take in or look through applications.
        """
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == "agency" and seat.post in AGENCY_POSTS and seat.area_code:
                scope |= Q(area_code__startswith=prefix(seat.area_code))
            elif seat.kind in ("body", "committee") and seat.organisation_id is not None:
                scope |= Q(matter__in=matters_of(seat.kind, seat.organisation_id))
        for held in actor.assisted("intake", "material_check"):
            scope |= Q(agency_id=held.agency_id)
        if actor.user_id is not None:
            scope |= Q(applicant_user_id=actor.user_id) | Q(person__user_id=actor.user_id)
        return self.filter(scope)

    def own(self, actor: Actor) -> Self:
        """Those of the person, and those that the actor handed in online for another."""
        if actor.user_id is None:
            return self.none()
        return self.filter(Q(applicant_user_id=actor.user_id) | Q(person__user_id=actor.user_id))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)


def matters_of(kind: str, organisation_id: int) -> Any:
    """Matters that have been dispatched to a body or referred to a committee. Asked by name: assessment lies above."""
    from django.apps import apps

    concerned = {"body_id": organisation_id}
    if kind == "committee":
        concerned = {"committee_id": organisation_id, "referred_at__isnull": False}
    rows = apps.get_model("assessment.Assessment")._default_manager.filter(**concerned)
    return rows.values("matter")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Application(ApplicationFlow, Case):
    """An application for assessment (评估申请), and the root of its matter."""

    READ_WITH = ("person", "agency__area")

    class Kind(models.TextChoices):
        INITIAL = "initial", "首次"
        REAPPLICATION = "reapplication", "再次"

    class Channel(models.TextChoices):
        COUNTER = "counter", "窗口"
        ONLINE = "online", "网上"

    class ApplicantKind(models.TextChoices):
        SELF = "self", "本人"
        GUARDIAN = "guardian", "监护人"
        AGENT = "agent", "委托代理人"

    class CareType(models.TextChoices):
        HOME = "home", "全日居家护理"
        INSTITUTION = "institution", "全日定点机构护理"
        VISIT = "visit", "定点机构上门护理"

    class Coverage(models.TextChoices):
        EMPLOYEE = "employee", "职工基本医疗保险"
        RESIDENT = "resident", "城乡居民基本医疗保险"
        DESTITUTE = "destitute", "特困供养"
        ALLOWANCE = "allowance", "最低生活保障"
        OTHER = "other", "其他"

    class Education(models.TextChoices):
        NONE = "none", "文盲"
        PRIMARY = "primary", "小学"
        MIDDLE = "middle", "中学（含中专）"
        COLLEGE = "college", "大学（含大专）及以上"

    class Living(models.TextChoices):
        CHILDREN = "children", "与子女居住"
        PARENTS = "parents", "与父母居住"
        ALONE = "alone", "独居"
        SPOUSE = "spouse", "与配偶/伴侣居住"
        SIBLINGS = "siblings", "与兄弟姐妹居住"
        NOT_KIN = "not_kin", "与非亲属关系的人居住"
        OTHER_KIN = "other_kin", "与其他亲属居住"
        CARE_HOME = "care_home", "养老机构"
        HOSPITAL = "hospital", "医院"

    class Caregiver(models.TextChoices):
        SPOUSE = "spouse", "配偶"
        CHILD = "child", "子女"
        FRIEND = "friend", "亲友"
        MAID = "maid", "保姆"
        CARER = "carer", "护工"
        MEDICAL = "medical", "医疗人员"
        NOBODY = "nobody", "没有任何人"
        OTHER = "other", "其他"

    class Relation(models.TextChoices):
        SELF = "self", "本人"
        SPOUSE = "spouse", "配偶"
        CHILD = "child", "子女"
        OTHER_KIN = "other_kin", "其他亲属"
        EMPLOYED = "employed", "雇佣照护者"
        OTHER = "other", "其他"

    person = models.ForeignKey(Person, models.PROTECT, related_name="applications", verbose_name="评估对象")
    kind = models.CharField("申请类别", max_length=16, choices=Kind, default=Kind.INITIAL)
    channel = models.CharField("申请渠道", max_length=8, choices=Channel, default=Channel.COUNTER)
    applicant_kind = models.CharField("申请人", max_length=10, choices=ApplicantKind, default=ApplicantKind.SELF)
    applicant_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="网上申请账户"
    )
    applicant_name = models.CharField("申请人姓名", max_length=60, blank=True)
    applicant_relation = models.CharField("与评估对象关系", max_length=12, choices=Relation, default=Relation.SELF)
    applicant_phone = EncryptedTextField("申请人联系电话", blank=True)
    applicant_id_number = EncryptedTextField("申请人身份证号", blank=True)
    applicant_address = EncryptedTextField("申请人联系地址", blank=True)
    residence = EncryptedTextField("居住地址", blank=True)
    cause = EncryptedTextField("申请原因", blank=True)
    care_type = models.CharField("申办类别", max_length=12, choices=CareType, blank=True)
    coverage = models.CharField("保障方式", max_length=12, choices=Coverage, blank=True)
    education = models.CharField("文化程度", max_length=8, choices=Education, blank=True)
    living = models.CharField("居住状况", max_length=10, choices=Living, blank=True)
    caregiver = models.CharField("照护者", max_length=8, choices=Caregiver, blank=True)
    disabled_since = models.DateField("失能时间", null=True, blank=True)
    treated_since = models.DateField("规范治疗开始日期", null=True, blank=True)
    rehabilitation_months = models.PositiveSmallIntegerField("康复治疗月数", null=True, blank=True)
    marked_change = models.BooleanField("上次结论后病情或能力有明显变化", default=False)
    offsite = models.BooleanField("已办理长期异地居住备案", default=False)
    self_scale = EncryptedJSONField("自评表", default=dict, blank=True)
    self_grade = models.CharField("自评等级", max_length=1, blank=True)
    grounds = models.JSONField("不予受理情形", default=list, blank=True)
    supplement_from = models.CharField("补正前状态", max_length=16, blank=True)
    missing_told = models.JSONField("已告知补正的材料", default=list, blank=True)
    enquiry_reason = EncryptedTextField("调查走访事由", blank=True)
    enquiry_findings = EncryptedTextField("调查走访情况", blank=True)
    doubt_removed = models.BooleanField("疑义已消除", null=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="受理人"
    )
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评估申请"
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(accepted_by=F("decided_by")),
                name="application_accepted_and_reviewed_by_two_people",
                violation_error_message="受理与审核不能是同一人。",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED) | (Q(decided_by__isnull=False) & Q(accepted_by__isnull=False)),
                name="application_approved_by_somebody",
                violation_error_message="审核通过须有受理人和审核人。",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state__in=[s.value for s in OPEN if s != State.DRAFT]),
                name="person_has_one_open_application",
                violation_error_message="该参保人已有一件申请正在办理。",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state", "created_at"], name="application_worklist")]
        triggers = [
            pgtrigger.FSM(
                name="states_follow_the_table",
                field="state",
                transitions=guarded(ApplicationFlow),
            ),
            pgtrigger.Protect(
                name="begins_as_draft",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df="draft"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} {self.get_kind_display()}申请"

    def belongs_to(self, actor: Actor) -> bool:
        if actor.user_id is None:
            return False
        return actor.user_id in (self.applicant_user_id, self.person.user_id)
