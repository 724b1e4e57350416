"""Who may do what to a claim batch: one act, one post, three people. 新疆第五、二十八条; 宁夏第四十一、四十三条."""

from typing import Any

from accounts.posts import Post
from settlement.models import ClaimBatch
from workflow.models.case import CLOCK_POST

SENDERS = (Post.PROVIDER_MANAGER, Post.BODY_MANAGER)
# What the manager of an organisation claims for it.
CLAIMED_BY = {Post.PROVIDER_MANAGER: ClaimBatch.Kind.CARE, Post.BODY_MANAGER: ClaimBatch.Kind.ASSESSMENT}
SCREENERS = (CLOCK_POST, Post.FIRST_REVIEWER)
FIRST_REVIEWER = (Post.FIRST_REVIEWER,)
# Who keeps the contract with a handler says what falls due of its fee; nobody who reviews or pays.
OPENING = (Post.AGREEMENT_OFFICER,)
RECHECKER = (Post.RECHECKER,)
PAYER = (Post.PAYER,)
# What the inspection found is got back by decision of the head.
RECOVERING = (Post.SUPERVISOR,)
# Whose turn it is may send it back.
RETURNING = {"screened": FIRST_REVIEWER, "first_reviewed": RECHECKER, "rechecked": PAYER}
READERS = (*SENDERS, *OPENING, Post.FIRST_REVIEWER, Post.RECHECKER, Post.PAYER, Post.SUPERVISOR, Post.INSPECTOR)
AGENCY_READERS = (Post.FIRST_REVIEWER, Post.RECHECKER, Post.PAYER, Post.SUPERVISOR, Post.INSPECTOR)
HANDLER_SIDE = (Post.HANDLER_CLERK, Post.CARE_SPECIALIST)
BOOK_READERS = (Post.PAYER, Post.SUPERVISOR, Post.INSPECTOR, Post.STATISTICIAN)


def sending(case: Any) -> tuple[Post, ...]:
    """Who claims costs of the batch's kind."""
    return tuple(post for post, kind in CLAIMED_BY.items() if kind == case.kind)


def returning(case: Any) -> tuple[Post, ...]:
    """The post whose turn it is; in a state from which nothing is sent back, all of them, so that the state is told."""
    return RETURNING.get(case.state, (Post.FIRST_REVIEWER, Post.RECHECKER, Post.PAYER))


def may_see_letter(letter: Any, actor: Any) -> bool:
    """Whoever sees the batch sees its statement; a handler's staff that of the fee paid to their own organisation."""
    if ClaimBatch.objects.visible_to(actor).filter(pk=letter.case_id).exists():
        return True
    places = [seat.organisation_id for seat in actor.seats if seat.post in HANDLER_SIDE]
    held = ClaimBatch.objects.filter(pk=letter.case_id, kind=ClaimBatch.Kind.HANDLING, provider__in=places)
    return held.exists()
