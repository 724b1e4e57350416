"""The work list of an actor: open cases whose next act belongs to one of the actor's posts, due first."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value

from accounts.actors import Actor
from accounts.posts import Post
from applications.models import Application
from assessment.models import Assessment, Interest, Opinion, PanelMember
from assessment.states import State
from care.models import Benefit
from ltci import waiting
from ltci.presenting import AWAITS, DESIGNATION_AWAITS, DESIGNATION_LABELS, STATE_LABELS
from providers.models import Designation
from workflow.models import Deadline

PAGE = 50
LAST_PAGE = 10_000
# What merely begins or runs out on a day is nobody's limit.
NO_LIMITS = ("validity", "reassessment_eligible", "benefit_turn")
NO_STEP = Value("", output_field=CharField())


@dataclass(frozen=True)
class Item:
    """One line of the list."""

    matter: UUID
    person_name: str
    state: str
    chapter: str
    due_on: date | None
    opened_at: Any
    step: str = ""

    @property
    def todo(self) -> str:
        return self.step or (DESIGNATION_AWAITS if self.chapter == "designation" else AWAITS).get(self.state, "")

    @property
    def state_label(self) -> str:
        labels = DESIGNATION_LABELS if self.chapter == "designation" else STATE_LABELS
        return labels.get(self.state, self.state)


class WorkList:
    """The list of one actor on the day `on`: a few queries for a page and its counters, whatever their length."""

    def __init__(self, actor: Actor, on: date) -> None:
        self.on = on
        self.applications = _columns(_applications(actor), "person", "application")
        self.assessments = _columns(_assessments(actor, on), "application__person", "assessment")
        self.designations = _columns(_designations(actor), "organisation", "designation")
        self.benefits = _columns(_benefits(actor), "person", "benefit", waiting.care_step())

    @property
    def parts(self) -> "list[QuerySet[Any]]":
        return [self.applications, self.assessments, self.designations, self.benefits]

    def page(self, number: int) -> tuple[list[Item], bool]:
        """The lines of a page (from 1) and whether there are more."""
        offset = (min(number, LAST_PAGE) - 1) * PAGE
        first, *others = self.parts
        rows = list(
            first.union(*others, all=True).order_by(F("due_on").asc(nulls_last=True), "opened_at")[
                offset : offset + PAGE + 1
            ]
        )
        return [Item(**row) for row in rows[:PAGE]], len(rows) > PAGE

    def counts(self) -> dict[str, int]:
        """Counters of the same list: all, due within today, overdue."""
        counted = {
            "all": Count("matter"),
            "today": Count("matter", filter=Q(due_on=self.on)),
            "overdue": Count("matter", filter=Q(due_on__lt=self.on)),
        }
        parts = [rows.aggregate(**counted) for rows in self.parts]
        return {name: sum(part[name] for part in parts) for name in counted}


def _columns(rows: "QuerySet[Any]", person: str, chapter: str, step: Any = NO_STEP) -> "QuerySet[Any]":
    due = (
        Deadline.objects.filter(matter=OuterRef("matter"), state__in=("running", "overdue"))
        .exclude(kind__in=NO_LIMITS)
        .values("matter")
        .annotate(first=Min("due_on"))
        .values("first")
    )
    named = rows.annotate(
        person_name=F(f"{person}__name"),
        chapter=Value(chapter, output_field=CharField()),
        due_on=Subquery(due, output_field=DateField()),
        opened_at=F("created_at"),
        step=step,
    )
    return named.values("matter", "person_name", "state", "chapter", "due_on", "opened_at", "step")


def _applications(actor: Actor) -> "QuerySet[Application]":
    return Application.objects.visible_to(actor).filter(waiting.applications(actor.seats))


def _benefits(actor: Actor) -> "QuerySet[Benefit]":
    return Benefit.objects.visible_to(actor).filter(waiting.benefits(actor.seats))


def _designations(actor: Actor) -> "QuerySet[Designation]":
    return Designation.objects.visible_to(actor).filter(waiting.designations(actor))


def _assessments(actor: Actor, on: date) -> "QuerySet[Assessment]":
    rows = Assessment.objects.visible_to(actor).filter(waiting.assessments(actor.seats, on))
    if not actor.user_id:
        return rows
    rows = rows.exclude(Q(state=State.PROPOSED) & _cannot_speak(actor.user_id))
    if Post.COMMITTEE_EXPERT in actor.posts:
        rows = rows.exclude(Q(state=State.IN_COMMITTEE) & waiting.VOTING & ~_votes(actor.user_id))
    return rows


def _votes(user_id: int) -> Q:
    """A member of the panel that is voting, who has not voted yet."""
    mine = PanelMember.objects.filter(panel__assessment=OuterRef("pk"), panel__closed_at__isnull=True)
    return Q(Exists(mine.filter(expert_id=user_id, voted_at__isnull=True)))


def _cannot_speak(user_id: int) -> Q:
    """An expert who has spoken on this proposal, or who must stay away, has nothing more to do on it."""
    said = Opinion.objects.filter(assessment=OuterRef("pk"), round=OuterRef("proposal_round"), expert_id=user_id)
    related = Interest.objects.filter(person=OuterRef("application__person"), user_id=user_id)
    return Q(Exists(said)) | Q(Exists(related))
