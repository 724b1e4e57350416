"""Who may do what to an assessment; where the region's rules name who issues or delivers, they decide."""

from typing import Any

from django.db.models import Q

from accounts.posts import Kind, Post
from assessment.states import State
from documents.kinds import LETTERS
from policy import rule
from workflow.models.case import CLOCK_POST

DISPATCHER = (Post.DISPATCHER,)
BODY_MANAGER = (Post.BODY_MANAGER,)
VISITORS = (Post.ASSESSOR, Post.EXPERT)
SUPERVISOR = (Post.SUPERVISOR,)
PUBLISHERS = (Post.DISPATCHER, Post.BODY_MANAGER)
ENDING = (Post.DISPATCHER, Post.SUPERVISOR)

REPORTERS = (Post.PUBLIC, Post.INTAKE_CLERK)
CLAIMANTS = (Post.APPLICANT, Post.INTAKE_CLERK)
REVIEWER = (Post.REVIEWER,)
# Who reported is known to those who look into it, and to nobody else: neither the person nor the body.
REPORT_READERS = (Post.REVIEWER, Post.SUPERVISOR)
# 乌鲁木齐第二十二条: the office collects; where the agency does, its counter. Another person pays back.
COLLECTORS = (Post.COMMITTEE_SECRETARY, Post.INTAKE_CLERK)
REFUNDERS = (Post.COMMITTEE_SECRETARY, Post.SUPERVISOR)
SHEET_READERS = (
    *(Post.ASSESSOR, Post.EXPERT, Post.BODY_MANAGER, Post.COMMITTEE_SECRETARY, Post.COMMITTEE_EXPERT),
    *(Post.REVIEWER, Post.DISPATCHER, Post.SUPERVISOR, Post.ARCHIVIST, Post.INSPECTOR),
)
APPOINTING = (Post.BODY_MANAGER, Post.ASSESSOR, Post.EXPERT)
PANELLISTS = (Post.COMMITTEE_EXPERT,)
CLOCK_ONLY = (CLOCK_POST,)
SECRETARY = (Post.COMMITTEE_SECRETARY,)

ISSUERS = {"body": (Post.BODY_MANAGER,), "committee": (Post.COMMITTEE_SECRETARY,)}
DELIVERERS = {"agency": (Post.INTAKE_CLERK,), "body": (Post.BODY_MANAGER,)}


def proposing(case: Any) -> tuple[Post, ...]:
    """Experts; on the committee's route the opinion is its experts', which the secretary may enter for them.

    新疆第八条（二）2; 乌鲁木齐第九条（三）.
    """
    return (Post.COMMITTEE_SECRETARY, Post.COMMITTEE_EXPERT) if case.route == "committee" else (Post.EXPERT,)


def confirming(case: Any) -> tuple[Post, ...]:
    return (Post.COMMITTEE_EXPERT,) if case.route == "committee" else (Post.EXPERT,)


def issuing(case: Any) -> tuple[Post, ...]:
    """Who issues the conclusion letter: 新疆第八条（一）3; 乌鲁木齐第九条（三）; 宁夏第十五条（三）."""
    return ISSUERS[rule("assessment.issuer", area=case.area_code, on=case.policy_on).value]


def delivering(case: Any) -> tuple[Post, ...]:
    """Who delivers it: the agency, or in Ningxia the body."""
    return DELIVERERS[rule("assessment.deliverer", area=case.area_code, on=case.policy_on).value]


def may_see_opinions(assessment: Any, actor: Any) -> bool:
    """An expert who is asked for an opinion sees nobody else's before it is given, so that each decides alone. A9."""
    from assessment.models import Opinion

    if assessment.state != State.PROPOSED or assessment.seats(actor, confirming(assessment)) is None:
        return True
    given = Opinion.objects.filter(assessment=assessment, round=assessment.proposal_round, expert_id=actor.user_id)
    return given.exists()


def may_see_letter(letter: Any, actor: Any) -> bool:
    """Whoever sees the assessment sees its letters, but not where and how to reach the person."""
    from assessment.models import Assessment

    return shows(letter.kind, actor) and Assessment.objects.visible_to(actor).filter(pk=letter.case_id).exists()


def letters_seen(actor: Any) -> Q:
    """The letters of all assessments that the actor sees, of the kinds that the actor's posts may read."""
    from assessment.models import Assessment

    readable = [kind for kind in LETTERS if shows(kind, actor)]
    return Q(case_id__in=Assessment.objects.visible_to(actor).values("pk"), kind__in=readable)


def shows(kind: str, actor: Any) -> bool:
    """The dispatch has address and phone in full: for the agency that sends it and the body that goes there.

    The answer to a report names who reported: for those who look into it.
    """
    if kind == "report_outcome":
        return any(seat.kind == Kind.AGENCY and seat.post in REPORT_READERS for seat in actor.seats)
    if kind == "scale_sheets":
        return any(seat.post in SHEET_READERS for seat in actor.seats)
    return kind != "dispatch_order" or any(seat.kind in (Kind.AGENCY, Kind.BODY) for seat in actor.seats)
