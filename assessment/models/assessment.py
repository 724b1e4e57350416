from datetime import date, datetime
from typing import Any, Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.actors import Actor, Seat
from accounts.areas import prefix
from accounts.fields import EncryptedJSONField, EncryptedTextField
from accounts.posts import Post
from applications.models import Application
from assessment.rules.in_force import Conclusion, holds
from assessment.states import OPEN, AssessmentFlow, State
from policy import scales
from workflow.flow import guarded
from workflow.models.case import AGENCY_POSTS, Case

BODY_POSTS = frozenset({Post.BODY_MANAGER, Post.ASSESSOR, Post.EXPERT})
COMMITTEE_POSTS = frozenset({Post.COMMITTEE_SECRETARY, Post.COMMITTEE_EXPERT})


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, actor: Actor) -> Self:
        """Agencies see their area, bodies what was dispatched to them, committees what was referred to them.

        Staff of a handler who take reports see what is on notice, which everybody may read.
        """
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == "agency" and seat.post in AGENCY_POSTS and seat.area_code:
                scope |= Q(area_code__startswith=prefix(seat.area_code))
            elif seat.kind == "body" and seat.post in BODY_POSTS:
                scope |= Q(body_id=seat.organisation_id)
            elif seat.kind == "committee" and seat.post in COMMITTEE_POSTS:
                scope |= Q(committee_id=seat.organisation_id, referred_at__isnull=False)
        for held in actor.assisted("leads"):
            scope |= Q(agency_id=held.agency_id, state__in=(State.ON_NOTICE, State.CONTESTED))
        if actor.user_id is not None:
            scope |= Q(application__applicant_user_id=actor.user_id) | Q(application__person__user_id=actor.user_id)
        return self.filter(scope)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def running_out(self, until: date) -> Self:
        """Qualifying conclusions delivered that end by `until`, not followed by another, of people still insured. A17.

        Whether benefits are drawn is known by the conclusion and the person; the care chapter may narrow it.
        """
        followed = models.Exists(
            Assessment.objects.filter(follows=models.OuterRef("pk")).exclude(state=State.CANCELLED)
        )
        rows = self.filter(state=State.DELIVERED, valid_until__isnull=False, valid_until__lte=until)
        person = {"application__person__died_on__isnull": True, "application__person__insured": True}
        return rows.filter(~followed, **person)

    def for_matter(self, matter: Any) -> Self:
        return self.filter(matter=matter).order_by("created_at")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), append_only=True)
class Assessment(AssessmentFlow, Case):
    """One assessment of a matter, from dispatch to delivery of its conclusion."""

    READ_WITH = ("application__person", "agency__area", "body")

    class Kind(models.TextChoices):
        INITIAL = "initial", "初评"
        REVIEW = "review", "复评"
        REASSESSMENT = "reassessment", "重新评估"

    class Route(models.TextChoices):
        BODY = "body", "定点评估机构"
        COMMITTEE = "committee", "评定办公室（劳动能力鉴定机构等）"

    class Means(models.TextChoices):
        ONSITE = "onsite", "现场"
        ONLINE = "online", "线上视频"

    class DeliveryMeans(models.TextChoices):
        HAND = "hand", "直接送达"
        POST = "post", "邮寄送达"
        ELECTRONIC = "electronic", "电子送达"

    application = models.ForeignKey(Application, models.PROTECT, related_name="assessments", verbose_name="申请")
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name="所针对的结论"
    )
    kind = models.CharField("评估类别", max_length=14, choices=Kind, default=Kind.INITIAL)
    route = models.CharField("评估路径", max_length=10, choices=Route, default=Route.BODY)
    means = models.CharField("评估方式", max_length=8, choices=Means, default=Means.ONSITE)
    body = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+", verbose_name="定点评估机构")
    committee = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="评定机构"
    )
    visited_at = models.DateTimeField("现场评估时间", null=True, blank=True)
    visit_place = EncryptedTextField("评估地点", blank=True)
    guardian_name = models.CharField("在场监护人或代理人", max_length=60, blank=True)
    identity_checked = models.BooleanField("已核验身份", default=False)
    substantive = models.BooleanField("已作实质性问询和体格检查", default=False)
    evidence = ArrayField(models.CharField(max_length=30), verbose_name="佐证资料", default=list, blank=True)
    scores = EncryptedJSONField("评分", default=dict, blank=True)
    totals = EncryptedJSONField("各表总分", default=dict, blank=True)
    grades = EncryptedJSONField("一级指标等级", default=dict, blank=True)
    scale_version = models.CharField("评估标准版本", max_length=20, blank=True)
    computed_level = models.PositiveSmallIntegerField("按标准计算的等级", null=True, blank=True)
    level = models.PositiveSmallIntegerField("失能等级", null=True, blank=True)
    proposal_round = models.PositiveSmallIntegerField("提出结论次数", default=0)
    proposal_reason = EncryptedTextField("结论理由", blank=True)
    care_advice = EncryptedTextField("护理服务建议", blank=True)
    referred_at = models.DateTimeField("报送评定时间", null=True, blank=True)
    published_at = models.DateTimeField("公示时间", null=True, blank=True)
    concluded_on = models.DateField("结论日期", null=True, blank=True)
    valid_until = models.DateField("结论有效期至", null=True, blank=True)
    benefit_from = models.DateField("待遇起始日期", null=True, blank=True)
    reassess_because = models.CharField("组织重新评估的原因", max_length=12, blank=True)
    called_up_on = models.DateField("通知重新评估日期", null=True, blank=True)
    refused_on = models.DateField("拒不配合重新评估日期", null=True, blank=True)
    superseded_on = models.DateField("被取代日期", null=True, blank=True)
    delivered_on = models.DateField("送达日期", null=True, blank=True)
    delivery_means = models.CharField("送达方式", max_length=10, choices=DeliveryMeans, blank=True)
    received_by = models.CharField("签收人", max_length=60, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "失能评估"
        constraints = [
            models.UniqueConstraint(
                fields=["matter"],
                condition=Q(state__in=[s.value for s in OPEN if s != State.CONTESTED]),
                name="matter_has_one_open_assessment",
                violation_error_message="该事项已有一次评估正在办理。",
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(level__lte=5),
                name="assessment_level_is_0_to_5",
                violation_error_message="失能等级只能是 0 至 5 级。",
            ),
            models.CheckConstraint(
                condition=Q(route="body") | Q(committee__isnull=False),
                name="committee_route_names_its_committee",
                violation_error_message="评定路径须指定评定机构。",
            ),
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True) | Q(delivered_on__gte=F("concluded_on")),
                name="conclusion_is_delivered_after_it_is_issued",
                violation_error_message="送达日期不能早于结论日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "created_at"], name="assessment_worklist"),
            models.Index(fields=["body", "state"], name="assessment_by_body"),
            models.Index(
                fields=["agency", "valid_until"], condition=Q(state="delivered"), name="assessment_running_out"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="states_follow_the_table", field="state", transitions=guarded(AssessmentFlow)),
            pgtrigger.Protect(
                name="begins_assigned", operation=pgtrigger.Insert, condition=pgtrigger.Q(new__state__df="assigned")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.person.name} {self.get_kind_display()}"

    def organisation_of(self, post: str) -> int | None:
        if post in BODY_POSTS:
            return self.body_id
        if post in COMMITTEE_POSTS:
            return self.committee_id
        return super().organisation_of(post)

    def seat_for(self, actor: Actor, post: str) -> Seat | None:
        """A report may come from anybody who gives a real name, so the public has a seat here."""
        return actor.seat((post,)) if post == Post.PUBLIC else super().seat_for(actor, post)

    def belongs_to(self, actor: Actor) -> bool:
        return self.application.belongs_to(actor)

    @property
    def scale(self) -> "scales.Scale":
        """The version of the national scale that this assessment was scored by, or the current one before scoring."""
        return scales.by_version(self.scale_version) if self.scale_version else scales.current(self.policy_on)

    @property
    def level_name(self) -> str:
        return self.scale.levels[self.level] if self.level is not None else ""

    @property
    def result(self) -> list[dict[str, Any]]:
        """Name, total, maximum and grade of the three scales, once scored."""
        if not self.totals:
            return []
        return [
            {
                "name": dimension.name,
                "maximum": dimension.maximum,
                "total": self.totals[dimension.key],
                "grade": next(g.name for g in dimension.grades if g.grade == self.grades[dimension.key]),
            }
            for dimension in self.scale.dimensions
        ]

    def moment(self) -> datetime | None:
        """When the case last moved: shown in lists."""
        return self.published_at or self.referred_at or self.visited_at or self.created_at

    def in_force_on(self, day: date) -> bool:
        """Whether the conclusion holds on `day` (有效期内)."""
        return holds(Conclusion(self.concluded_on, self.valid_until, self.superseded_on), day)
