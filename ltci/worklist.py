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
from ltci import waiting
from ltci.presenting import AWAITS, STATE_LABELS
from workflow.models import Deadline

PAGE = 50
LAST_PAGE = 10_000
# What merely begins or runs out on a day is nobody's limit.
NO_LIMITS = ("validity", "reassessment_eligible")


@dataclass(frozen=True)
class Item:
    """One line of the list."""

    matter: UUID
    person_name: str
    state: str
    chapter: str
    due_on: date | None
    opened_at: Any

    @property
    def todo(self) -> str:
        return AWAITS.get(self.state, "")

    @property
    def state_label(self) -> str:
        return STATE_LABELS.get(self.state, self.state)


class WorkList:
    """The list of one actor on the day `on`: four queries for a page and its counters, whatever their length."""

    def __init__(self, actor: Actor, on: date) -> None:
        self.on = on
        self.applications = _columns(_applications(actor), "person", "application")
        self.assessments = _columns(_assessments(actor, on), "application__person", "assessment")

    def page(self, number: int) -> tuple[list[Item], bool]:
        """The lines of a page (from 1) and whether there are more."""
        offset = (min(number, LAST_PAGE) - 1) * PAGE
        both = self.applications.union(self.assessments, all=True)
        rows = list(both.order_by(F("due_on").asc(nulls_last=True), "opened_at")[offset : offset + PAGE + 1])
        return [Item(**row) for row in rows[:PAGE]], len(rows) > PAGE

    def counts(self) -> dict[str, int]:
        """Counters of the same list: all, due within today, overdue."""
        counted = {
            "all": Count("matter"),
            "today": Count("matter", filter=Q(due_on=self.on)),
            "overdue": Count("matter", filter=Q(due_on__lt=self.on)),
        }
        parts = [rows.aggregate(**counted) for rows in (self.applications, self.assessments)]
        return {name: sum(part[name] for part in parts) for name in counted}


def _columns(rows: "QuerySet[Any]", person: str, chapter: str) -> "QuerySet[Any]":
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
    )
    return named.values("matter", "person_name", "state", "chapter", "due_on", "opened_at")


def _applications(actor: Actor) -> "QuerySet[Application]":
    return Application.objects.visible_to(actor).filter(waiting.applications(actor.seats))


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
