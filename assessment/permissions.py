"""Who may do what to an assessment; where the region's rules name who issues or delivers, they decide."""

from typing import Any

from accounts.posts import Post
from policy import rule

DISPATCHER = (Post.DISPATCHER,)
BODY_MANAGER = (Post.BODY_MANAGER,)
VISITORS = (Post.ASSESSOR, Post.EXPERT)
SUPERVISOR = (Post.SUPERVISOR,)
PUBLISHERS = (Post.DISPATCHER, Post.BODY_MANAGER)
ENDING = (Post.DISPATCHER, Post.SUPERVISOR)

ISSUERS = {"body": (Post.BODY_MANAGER,), "committee": (Post.COMMITTEE_SECRETARY,)}
DELIVERERS = {"agency": (Post.INTAKE_CLERK,), "body": (Post.BODY_MANAGER,)}


def proposing(case: Any) -> tuple[Post, ...]:
    return (Post.COMMITTEE_SECRETARY,) if case.route == "committee" else (Post.EXPERT,)


def confirming(case: Any) -> tuple[Post, ...]:
    return (Post.COMMITTEE_EXPERT,) if case.route == "committee" else (Post.EXPERT,)


def issuing(case: Any) -> tuple[Post, ...]:
    """Who issues the conclusion letter: 新疆第八条（一）3; 乌鲁木齐第九条（三）; 宁夏第十五条（三）."""
    return ISSUERS[rule("assessment.issuer", area=case.area_code, on=case.policy_on).value]


def delivering(case: Any) -> tuple[Post, ...]:
    """Who delivers it: the agency, or in Ningxia the body."""
    return DELIVERERS[rule("assessment.deliverer", area=case.area_code, on=case.policy_on).value]


def may_see_letter(letter: Any, actor: Any) -> bool:
    """Whoever sees the assessment sees its letters."""
    from assessment.models import Assessment

    return Assessment.objects.visible_to(actor).filter(pk=letter.case_id).exists()
