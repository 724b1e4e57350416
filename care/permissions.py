"""Who may do what to a benefit; where the region's rules name who drafts the plan, they decide."""

from typing import Any

from django.db.models import DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.posts import Post
from care.models.benefit import PROVIDER_POSTS, Mode
from policy import rule
from workflow.models.case import CLOCK_POST

CLOCK_ONLY = (CLOCK_POST,)
CHOOSERS = (Post.APPLICANT, Post.INTAKE_CLERK)
DISPATCHER = (Post.DISPATCHER,)
SUPERVISOR = (Post.SUPERVISOR,)
ENDING = (Post.SUPERVISOR, Post.DISPATCHER)
PROVIDER = (Post.PROVIDER_MANAGER, Post.CARER)
MANAGER = (Post.PROVIDER_MANAGER,)
TELLING = (Post.PROVIDER_MANAGER, Post.CARER, Post.INTAKE_CLERK)
APPLICANT = (Post.APPLICANT,)
# Whoever checks rosters checks the family carers on them.
CHECKER = (Post.AGREEMENT_OFFICER,)
# The officer who keeps rosters and agreements keeps what services cost under them.
CATALOGUE_KEEPERS = (Post.AGREEMENT_OFFICER,)
CATALOGUE_READERS = (
    *(Post.AGREEMENT_OFFICER, Post.SUPERVISOR, Post.DISPATCHER, Post.INTAKE_CLERK, Post.FIRST_REVIEWER),
    *(Post.RECHECKER, Post.INSPECTOR, Post.PROVIDER_MANAGER, Post.CARER, Post.CARE_SPECIALIST, Post.HANDLER_CLERK),
)
PLANNERS = {
    "care_specialist": (Post.CARE_SPECIALIST,),
    "handler": (Post.CARE_SPECIALIST, Post.HANDLER_CLERK),
}


def planning(case: Any) -> tuple[Post, ...]:
    """新疆、黑龙江第十六条: the care specialist; 宁夏第十九条: the handler."""
    return PLANNERS[rule("care.plan.drafter", area=case.area_code, on=case.policy_on).value]


def confirming(case: Any) -> tuple[Post, ...]:
    """The person on a phone; on paper, whoever brings the signed paper in."""
    return (Post.APPLICANT, *planning(case))


def consenting(case: Any) -> tuple[Post, ...]:
    return (*MANAGER, *planning(case))


def recording(case: Any) -> tuple[Post, ...]:
    """Carers and their managers; family carers clock in for the person whom they care for. 天津通知（七）."""
    return (Post.APPLICANT, *PROVIDER) if case.mode == Mode.FAMILY else PROVIDER


def may_see_letter(letter: Any, actor: Any) -> bool:
    """Whoever sees the benefit sees its letters; a provider those of its own time, see `letters_seen`."""
    return bool(type(letter).objects.filter(letters_seen(actor), pk=letter.pk).exists())


def letters_seen(actor: Any) -> Q:
    """The letters of all benefits that the actor sees.

    A provider sees the dispatch to itself and what was issued while it was asked to serve or served: an earlier one
    learns nothing of the person's care by the next. Agencies, handlers and the person see all.
    """
    from care.models import Benefit

    seen = Q(case_id__in=Benefit.objects.visible_to(actor.without(PROVIDER_POSTS)).values("pk"))
    places = [seat.organisation_id for seat in actor.seats if seat.post in PROVIDER_POSTS]
    return seen | Q(Exists(_placed_when_issued(places))) if places else seen


def _placed_when_issued(places: list[int]) -> "QuerySet[Any]":
    """Placements with one of these providers in whose time the letter of the outer query was issued."""
    from care.models import Placement

    State = Placement.State
    asked = Placement.objects.filter(benefit=OuterRef("case_id"), provider_id__in=places)
    issued_on = TruncDate(ExpressionWrapper(OuterRef(OuterRef("issued_at")), DateTimeField()))
    followed = Placement.objects.filter(
        benefit=OuterRef("benefit"),
        pk__gt=OuterRef("pk"),
        state=State.ACCEPTED,
        answered_at__lte=OuterRef(OuterRef("issued_at")),
        serves_from__lte=issued_on,
    ).exclude(provider_id=OuterRef("provider_id"))
    served = Q(state=State.ACCEPTED) & ~Q(Exists(followed))
    # Asked, and the benefit ended before the answer: the dispatch stays with whom it was sent to.
    dispatch = Q(state=State.WITHDRAWN, offered_at=OuterRef("issued_at"))
    return asked.filter(served | Q(state=State.OFFERED) | dispatch, offered_at__lte=OuterRef("issued_at"))


def is_provider_only(actor: Any) -> bool:
    """Whether the actor sits with providers alone, so that lists are those of its own people."""
    return bool(actor.seats) and {seat.post for seat in actor.seats} <= PROVIDER_POSTS
