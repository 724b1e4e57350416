from datetime import date
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.actors import Actor, Seat
from accounts.areas import prefix
from accounts.posts import Kind, Post
from applications.models import Application
from care.states import LIVE, BenefitFlow, State
from enrolment.models import Person
from workflow.flow import guarded
from workflow.models.case import AGENCY_POSTS, Case

PROVIDER_POSTS = frozenset({Post.PROVIDER_MANAGER, Post.CARER})
HANDLER_POSTS = frozenset({Post.CARE_SPECIALIST, Post.HANDLER_CLERK})


class Mode(models.TextChoices):
    HOME = "home", "居家护理"
    COMMUNITY = "community", "社区护理"
    INSTITUTION = "institution", "机构护理"
    FAMILY = "family", "亲情照护"


class BenefitQuerySet(models.QuerySet["Benefit"]):
    def visible_to(self, actor: Actor) -> Self:
        """Agencies see their area, handlers what is theirs to arrange, providers whom they serve, served or are asked
        to serve, carers likewise, the person (or who applied for it) its own."""
        scope = Q(pk__in=[])
        for seat in actor.seats:
            if seat.kind == Kind.AGENCY and seat.post in AGENCY_POSTS and seat.area_code:
                scope |= Q(area_code__startswith=prefix(seat.area_code))
            elif seat.post in HANDLER_POSTS:
                scope |= Q(handler_id=seat.organisation_id)
            elif seat.post in PROVIDER_POSTS:
                scope |= Q(Exists(_placed_with(seat.organisation_id)))
        if actor.user_id is not None:
            scope |= Q(application__applicant_user_id=actor.user_id) | Q(person__user_id=actor.user_id)
        return self.filter(scope)

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def served_by(self, organisation_id: int | None) -> Self:
        return self.filter(provider_id=organisation_id)

    def standing_on(self, day: date) -> Self:
        """Annotated with how each stands on a day by its stored periods; None where it has none."""
        from care.models.benefit_period import BenefitPeriod

        held = BenefitPeriod.objects.filter(benefit=OuterRef("pk")).covering(day)
        return self.annotate(state_that_day=models.Subquery(held.values("state")[:1]))


def _placed_with(organisation_id: int | None) -> "models.QuerySet[models.Model]":
    from care.models.placement import Placement

    return Placement.objects.told().filter(benefit=OuterRef("pk"), provider_id=organisation_id)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), append_only=True)
class Benefit(BenefitFlow, Case):
    """What a qualifying conclusion entitles a person to (待遇), one for each matter; its periods follow from its facts.

    `provider`, `mode` and `level` are those of today, copied from the periods for lists; days: `BenefitPeriod`.
    新疆第十四至十七条; 宁夏第十六至二十四条; 黑龙江第十四至十七条; 天津通知（五）.
    """

    READ_WITH = ("person", "agency__area", "provider", "application")

    class Insured(models.TextChoices):
        EMPLOYEE = "employee", "职工"
        RESIDENT = "resident", "居民"

    class EndCause(models.TextChoices):
        DEATH = "death", "死亡"
        RENOUNCED = "renounced", "本人放弃"
        UNINSURED = "uninsured", "不再参保"
        MOVED_AWAY = "moved_away", "迁出统筹区"
        CANCELLED = "cancelled", "被取消待遇"
        FOLLOWED = "followed", "由新的待遇接续"
        OTHER = "other", "其他"

    application = models.OneToOneField(Application, models.PROTECT, related_name="benefit", verbose_name="申请")
    person = models.ForeignKey(Person, models.PROTECT, related_name="benefits", verbose_name="参保人")
    insured = models.CharField("参保类型", max_length=10, choices=Insured)
    level = models.PositiveSmallIntegerField("失能等级")
    mode = models.CharField("护理服务方式", max_length=12, choices=Mode, blank=True)
    provider = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="服务机构"
    )
    handler = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="委托经办机构"
    )
    starts_on = models.DateField("待遇起始日期", null=True, blank=True)
    died_on = models.DateField("死亡日期", null=True, blank=True)
    last_day = models.DateField("待遇最后一日", null=True, blank=True)
    end_cause = models.CharField("终止原因", max_length=12, choices=EndCause, blank=True)

    objects = BenefitQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "长护险待遇"
        constraints = [
            models.CheckConstraint(
                condition=Q(level__lte=5),
                name="benefit_level_is_0_to_5",
                violation_error_message="失能等级只能是 0 至 5 级。",
            ),
            models.CheckConstraint(
                condition=Q(end_cause="", last_day__isnull=True) | (~Q(end_cause="") & Q(last_day__isnull=False)),
                name="the_end_of_a_benefit_has_its_cause_and_day",
                violation_error_message="终止待遇须同时登记原因和最后一日。",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True) | Q(last_day__isnull=False, last_day__lte=F("died_on")),
                name="a_benefit_ends_with_death",
                violation_error_message="待遇最后一日不能晚于死亡日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "created_at"], name="benefit_worklist"),
            models.Index(fields=["provider", "state"], name="benefit_by_provider"),
            models.Index(fields=["handler", "state"], name="benefit_by_handler"),
        ]
        triggers = [
            pgtrigger.FSM(name="benefit_states_follow_the_table", field="state", transitions=guarded(BenefitFlow)),
            pgtrigger.Protect(
                name="benefit_begins_pending",
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__state__df="pending"),
            ),
            pgtrigger.Protect(name="benefits_stay", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.person.name} {self.get_state_display()}"

    def organisation_of(self, post: str) -> int | None:
        if post in PROVIDER_POSTS:
            return self.provider_id
        if post in HANDLER_POSTS:
            return self.handler_id
        return super().organisation_of(post)

    def seat_for(self, actor: Actor, post: str) -> Seat | None:
        """A provider acts on whom it serves, served, or is asked to serve; what it may do of that, each act says."""
        if post not in PROVIDER_POSTS:
            return super().seat_for(actor, post)
        placed = [seat for seat in actor.seats if seat.post == post]
        if not placed:
            return None
        held = set(_provider_ids(self))
        return next((seat for seat in placed if seat.organisation_id in held), None)

    def belongs_to(self, actor: Actor) -> bool:
        return self.application.belongs_to(actor)

    @property
    def ended(self) -> bool:
        return self.state == State.ENDED


def _provider_ids(benefit: Benefit) -> list[int]:
    from care.models.placement import Placement

    rows = Placement.objects.told().filter(benefit=benefit)
    return list(rows.values_list("provider_id", flat=True))
