"""Who may do what to an application, by default (vocabulary: «Who does what»)."""

from typing import Any

from accounts.posts import Post
from applications.states import State

CLERK = (Post.INTAKE_CLERK,)
REVIEWER = (Post.REVIEWER,)
CLERK_OR_REVIEWER = (Post.INTAKE_CLERK, Post.REVIEWER)
CLERK_OR_APPLICANT = (Post.INTAKE_CLERK, Post.APPLICANT)


def refusing(case: Any) -> tuple[Post, ...]:
    """Before acceptance the clerk refuses; once the material review runs, its outcome is the reviewer's."""
    return REVIEWER if case.state == State.ACCEPTED else CLERK_OR_REVIEWER


def may_see_letter(letter: Any, actor: Any) -> bool:
    """Whoever sees the application sees its letters."""
    from applications.models import Application

    return Application.objects.visible_to(actor).filter(pk=letter.case_id).exists()
