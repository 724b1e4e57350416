"""Who may do what to a benefit; where the region's rules name who drafts the plan, they decide."""

from typing import Any

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
    from care.models import Benefit

    return Benefit.objects.visible_to(actor).filter(pk=letter.case_id).exists()


def is_provider_only(actor: Any) -> bool:
    """Whether the actor sits with providers alone, so that lists are those of its own people."""
    return bool(actor.seats) and {seat.post for seat in actor.seats} <= PROVIDER_POSTS
