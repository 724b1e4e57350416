"""The work list of an actor: open cases whose next act belongs to one of the actor's posts, in one union, due first."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Value

from accounts.actors import Actor
from accounts.posts import Kind, Post
from applications.models import Application
from applications.states import OWNERS as APPLICATION_OWNERS
from applications.states import State as ApplicationState
from assessment.models import Assessment
from assessment.models.opinion import Opinion
from assessment.states import OPEN as ASSESSMENT_OPEN
from assessment.states import State as AssessmentState
from ltci.presenting import STATE_LABELS
from policy import rule
from workflow.models import Deadline

PAGE = 50
# A supervisor sees what is open in the agency, so that nothing waits unseen.
SEES_ALL = frozenset({Post.SUPERVISOR})


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
    def state_label(self) -> str:
        return STATE_LABELS.get(self.state, self.state)


def items(actor: Actor, page: int) -> tuple[list[Item], bool]:
    """The `page`-th lines (from 1) and whether there are more. Two queries, whatever the number of lines."""
    offset = (page - 1) * PAGE
    rows = list(_union(actor)[offset : offset + PAGE + 1])
    return [Item(**row) for row in rows[:PAGE]], len(rows) > PAGE


def counts(actor: Actor, today: date) -> dict[str, int]:
    """Counters of the same list: all, due within today, overdue."""
    due = [row["due_on"] for row in _union(actor).values("due_on")] if actor.seats else []
    known = [day for day in due if day is not None]
    return {
        "all": len(due),
        "today": sum(day == today for day in known),
        "overdue": sum(day < today for day in known),
    }


def _union(actor: Actor) -> "QuerySet[Any]":
    ours = _applications(actor).union(_assessments(actor), all=True)
    return ours.order_by(F("due_on").asc(nulls_last=True), "opened_at")


def _columns(rows: "QuerySet[Any]", person: str, chapter: str) -> "QuerySet[Any]":
    due = (
        Deadline.objects.filter(matter=OuterRef("matter"), state__in=("running", "overdue"))
        .exclude(kind__in=("validity", "reassessment_eligible"))
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


def _applications(actor: Actor) -> "QuerySet[Any]":
    wanted = Q(pk__in=[])
    for seat in actor.seats:
        if seat.kind != Kind.AGENCY:
            continue
        states = [state for state, post in APPLICATION_OWNERS.items() if post == seat.post or seat.post in SEES_ALL]
        open_states = [state for state in states if APPLICATION_OWNERS[state] and state != ApplicationState.DRAFT]
        wanted |= Q(agency_id=seat.organisation_id, state__in=open_states)
    assessed = Assessment.objects.filter(matter=OuterRef("matter")).exclude(state=AssessmentState.CANCELLED)
    rows = Application.objects.visible_to(actor).filter(wanted)
    rows = rows.filter(~Q(state=ApplicationState.APPROVED) | ~Exists(assessed))
    return _columns(rows, "person", "application")


def _assessments(actor: Actor) -> "QuerySet[Any]":
    wanted = Q(pk__in=[])
    for seat in actor.seats:
        wanted |= _of_seat(seat)
    rows = Assessment.objects.visible_to(actor).filter(wanted)
    if actor.user_id is not None:
        said = Opinion.objects.filter(
            assessment=OuterRef("pk"), round=OuterRef("proposal_round"), expert_id=actor.user_id
        )
        rows = rows.exclude(Q(state=AssessmentState.PROPOSED) & Exists(said))
    return _columns(rows, "application__person", "assessment")


def _of_seat(seat: Any) -> Q:
    here = seat.organisation_id
    if seat.post == Post.SUPERVISOR:
        return Q(agency_id=here, state__in=ASSESSMENT_OPEN)
    if seat.post in (Post.ASSESSOR, Post.EXPERT):
        mine = Q(state=AssessmentState.ASSIGNED)
        if seat.post == Post.EXPERT:
            mine |= Q(state__in=(AssessmentState.VISITED, AssessmentState.PROPOSED), route="body")
        return Q(body_id=here) & mine
    if seat.post == Post.COMMITTEE_SECRETARY:
        return Q(committee_id=here, state=AssessmentState.IN_COMMITTEE) | Q(
            committee_id=here, state__in=_issued_states(), area_code__in=_areas("assessment.issuer", "committee")
        )
    if seat.post == Post.COMMITTEE_EXPERT:
        return Q(committee_id=here, state=AssessmentState.PROPOSED)
    if seat.post == Post.BODY_MANAGER:
        return Q(body_id=here) & (
            Q(state=AssessmentState.VISITED, route="committee")
            | Q(state__in=_issued_states(), area_code__in=_areas("assessment.issuer", "body"))
            | Q(state=AssessmentState.CONCLUDED, area_code__in=_areas("assessment.deliverer", "body"))
        )
    if seat.post == Post.DISPATCHER:
        return Q(agency_id=here, state=AssessmentState.CONFIRMED, level__in=_levels(seat.area_code))
    if seat.post == Post.INTAKE_CLERK and rule_of(seat.area_code, "assessment.deliverer") == "agency":
        return Q(agency_id=here, state=AssessmentState.CONCLUDED)
    return Q(pk__in=[])


def _issued_states() -> tuple[str, ...]:
    return (AssessmentState.CLEARED, AssessmentState.CONFIRMED)


def rule_of(area_code: str, key: str) -> Any:
    from django.utils import timezone

    return rule(key, area=area_code, on=timezone.localdate()).value


def _levels(area_code: str) -> list[int]:
    return list(rule_of(area_code, "assessment.eligible_levels"))


def _areas(key: str, value: str) -> list[str]:
    """Areas with an agency whose rules give `value` for `key`."""
    from accounts.models import Organisation

    held = Organisation.objects.filter(kind=Kind.AGENCY).values_list("area_id", flat=True).distinct()
    return [code for code in held if rule_of(code, key) == value]
