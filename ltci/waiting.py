"""Which cases wait for whom: the main act of each state, and who holds it under the rules of each area.

Who holds an act is asked of the act itself, so that a region's rules (who issues, who delivers, which route) decide
here as they do when the act is performed. Cases that wait for the person or for a day wait for nobody here.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from accounts.actors import Actor, Seat
from accounts.models import Organisation
from accounts.posts import Kind, Post
from applications.states import OWNERS as APPLICATION_OWNERS
from applications.states import State as ApplicationState
from assessment.models import Assessment, Objection, Panel
from assessment.models.assessment import BODY_POSTS, COMMITTEE_POSTS
from assessment.states import OPEN as ASSESSMENT_OPEN
from assessment.states import State
from care import queries as care_queries
from care.models import Placement
from policy import rule
from providers.models import NoticeObjection, PanelMember
from providers.models.designation import MANAGERS
from providers.states import OWNERS as DESIGNATION_OWNERS
from providers.states import REVIEWED
from providers.states import State as DesignationState
from workflow import acts
from workflow.models import Deadline

# Papers come from the applicant or the case lapses; a notice closes by itself.
APPLICATIONS_AT_REST = frozenset({ApplicationState.DRAFT, ApplicationState.SUPPLEMENTING})
ASSESSMENTS_AT_REST = frozenset({State.ON_NOTICE})
# A review or a re-assessment has been opened; what it follows waits for nobody any more.
FOLLOWED = Exists(Assessment.objects.filter(follows=OuterRef("pk")).exclude(state=State.CANCELLED))
_OBJECTIONS = Objection.objects.filter(assessment=OuterRef("pk"))
REPORTED = Q(Exists(_OBJECTIONS.filter(kind=Objection.Kind.REPORT, settled_at__isnull=True)))
REVIEW_DUE = Q(Exists(_OBJECTIONS.filter(Q(kind=Objection.Kind.REQUEST) | Q(borne_out=True)))) & ~Q(FOLLOWED)
AGAIN = ~Q(reassess_because="") & ~Q(FOLLOWED)
# A panel is voting: the case waits for its members and for nobody else of the committee.
VOTING = Q(Exists(Panel.objects.filter(assessment=OuterRef("pk"), closed_at__isnull=True)))
BOTH = (Assessment.Route.BODY, Assessment.Route.COMMITTEE)


@dataclass(frozen=True)
class Step:
    """In `state` and on `route` the next act is `act`; `qualifies` None where the level makes no difference.

    `only`: one more condition, for the states in which a dispute decides whose turn it is.
    """

    state: str
    act: str
    route: str
    qualifies: bool | None = None
    only: Q = field(default_factory=Q)

    def condition(self, levels: Collection[int]) -> Q:
        found = Q(state=self.state, route=self.route) & self.only
        if self.qualifies is None:
            return found
        return found & (Q(level__in=levels) if self.qualifies else ~Q(level__in=levels))


STEPS = (
    *(Step(State.ASSIGNED, act, route) for act in ("record_visit", "decline") for route in BOTH),
    Step(State.VISITED, "propose", Assessment.Route.BODY),
    Step(State.VISITED, "refer", Assessment.Route.COMMITTEE),
    Step(State.IN_COMMITTEE, "propose", Assessment.Route.COMMITTEE, only=~VOTING),
    Step(State.IN_COMMITTEE, "vote", Assessment.Route.COMMITTEE, only=VOTING),
    *(Step(State.PROPOSED, "confirm", route) for route in BOTH),
    *(Step(State.CONFIRMED, "publish", route, True) for route in BOTH),
    *(Step(State.CONFIRMED, "conclude", route, False) for route in BOTH),
    *(Step(State.CLEARED, "conclude", route) for route in BOTH),
    *(Step(State.CONCLUDED, "deliver", route) for route in BOTH),
    *(Step(State.CONTESTED, "settle_report", route, only=REPORTED) for route in BOTH),
    *(Step(State.CONTESTED, "dispatch", route, only=REVIEW_DUE) for route in BOTH),
    *(Step(State.DELIVERED, "dispatch", route, only=AGAIN) for route in BOTH),
)


def applications(seats: Iterable[Seat]) -> Q:
    """Applications that wait for one of the seats; a supervisor sees all of the agency that anybody can move."""
    wanted = Q(pk__in=[])
    for seat in seats:
        if seat.kind == Kind.AGENCY:
            states = [state for state, post in _owners() if seat.post in (post, Post.SUPERVISOR)]
            wanted |= Q(agency_id=seat.organisation_id, state__in=states)
    return wanted & (~Q(state=ApplicationState.APPROVED) | _to_dispatch())


def _owners() -> Iterator[tuple[str, str]]:
    return ((state, post) for state, post in APPLICATION_OWNERS.items() if post and state not in APPLICATIONS_AT_REST)


def _to_dispatch() -> Q:
    """No assessment but declined ones, and the matter has not been ended."""
    assessed = Assessment.objects.filter(matter=OuterRef("matter")).exclude(state=State.CANCELLED)
    ended = Deadline.objects.filter(matter=OuterRef("matter"), kind="conclusion_delivery", state="void")
    return ~Exists(assessed) & ~Exists(ended)


def assessments(seats: Collection[Seat], on: date) -> Q:
    """Assessments that wait for one of the seats under the rules of the day `on`; one small query for the areas."""
    wanted, areas = Q(pk__in=[]), _areas() if seats else []
    for seat in seats:
        if seat.post == Post.SUPERVISOR:
            moving = [state for state in ASSESSMENT_OPEN if state not in ASSESSMENTS_AT_REST]
            moved = Q(state__in=moving) & ~(Q(state=State.CONTESTED) & Q(FOLLOWED))
            wanted |= Q(agency_id=seat.organisation_id) & (moved | Q(state=State.DELIVERED) & AGAIN)
        else:
            wanted |= _of_seat(seat, areas, on)
    return wanted


def _areas() -> list[str]:
    held = Organisation.objects.filter(kind=Kind.AGENCY, level=Organisation.Level.POOLING_AREA)
    return list(held.order_by().values_list("area_id", flat=True).distinct())


def _of_seat(seat: Seat, areas: Iterable[str], on: date) -> Q:
    """Areas with the same answer share one condition, so that the query does not grow with their number."""
    alike: dict[tuple[frozenset[Step], tuple[int, ...]], list[str]] = {}
    for area in areas:
        levels = tuple(rule("assessment.eligible_levels", area=area, on=on).value)
        alike.setdefault((_held(seat.post, area, on), levels), []).append(area)
    wanted = Q(pk__in=[])
    for (steps, levels), codes in alike.items():
        for step in sorted(steps, key=repr):
            wanted |= Q(area_code__in=codes) & step.condition(levels)
    return wanted & _here(seat)


def _held(post: str, area: str, on: date) -> frozenset[Step]:
    return frozenset(
        step for step in STEPS if post in acts.registry[f"assessment.{step.act}"].posts_for(_like(step, area, on))
    )


def _like(step: Step, area: str, on: date) -> Assessment:
    """A case as the act's own rule of posts looks at it; never saved."""
    return Assessment(area_code=area, policy_on=on, route=step.route, state=step.state)


def _here(seat: Seat) -> Q:
    if seat.post in BODY_POSTS:
        return Q(body_id=seat.organisation_id)
    if seat.post in COMMITTEE_POSTS:
        return Q(committee_id=seat.organisation_id)
    return Q(agency_id=seat.organisation_id)


# Whose step a benefit waits for, and what is to be done: the first that is missing.
CARE_STEPS: dict[str, tuple[tuple[str, ...], str]] = {
    "dispatch": ((Post.DISPATCHER,), "向选定的服务机构派单"),
    "answer": ((Post.PROVIDER_MANAGER,), "接单或者退单"),
    "plan": ((Post.CARE_SPECIALIST, Post.HANDLER_CLERK), "形成护理服务计划"),
}


def benefits(seats: Iterable[Seat]) -> Q:
    """Benefits that wait for one of the seats; a supervisor sees those that anybody of the agency's area can move."""
    wanted = Q(pk__in=[])
    for step, (posts, _) in CARE_STEPS.items():
        for seat in seats:
            if seat.post == Post.SUPERVISOR:
                wanted |= Q(agency_id=seat.organisation_id) & care_queries.needing(step)
            elif seat.post in posts:
                wanted |= _care_here(seat) & care_queries.needing(step)
    return wanted


def _care_here(seat: Seat) -> Q:
    if seat.kind == Kind.PROVIDER:
        asked = Placement.objects.filter(benefit=OuterRef("pk"), provider_id=seat.organisation_id, state="offered")
        return Q(Exists(asked))
    return Q(handler_id=seat.organisation_id) if seat.kind == Kind.HANDLER else Q(agency_id=seat.organisation_id)


def care_step() -> Case:
    """What a benefit waits for, in words; for the work list."""
    rows = [When(care_queries.needing(step), then=Value(said)) for step, (_, said) in CARE_STEPS.items()]
    return Case(*rows, default=Value(""), output_field=CharField())


def reviewing(user_id: int | None) -> Q:
    """Designations whose running review waits for this member of the panel."""
    sitting = PanelMember.objects.filter(
        designation=OuterRef("pk"), round=OuterRef("round"), user_id=user_id, vote__isnull=True
    )
    return Q(state__in=REVIEWED) & Q(Exists(sitting))


def designations(actor: Actor) -> Q:
    """Designations that wait for the agency's officer, the organisation's manager or a member of the panel."""
    wanted = reviewing(actor.user_id) if actor.user_id is not None else Q(pk__in=[])
    for seat in actor.seats:
        if seat.post in (Post.AGREEMENT_OFFICER, Post.SUPERVISOR) and seat.kind == Kind.AGENCY:
            states = [state for state, owner in DESIGNATION_OWNERS.items() if owner]
            disputed = Q(state=DesignationState.ON_NOTICE) & Q(
                Exists(NoticeObjection.objects.filter(designation=OuterRef("pk"), settled_at__isnull=True))
            )
            wanted |= Q(agency_id=seat.organisation_id) & (Q(state__in=states) | disputed)
        elif seat.post in MANAGERS.values():
            mine = (DesignationState.SUPPLEMENTING, DesignationState.FAILED)
            wanted |= Q(organisation_id=seat.organisation_id, state__in=mine)
    return wanted
