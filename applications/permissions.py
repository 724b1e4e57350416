"""Who may do what to an application, by default (vocabulary: «Who does what»)."""

from typing import Any

from django.db.models import Q

from accounts.posts import Post
from applications.states import State

CLERK = (Post.INTAKE_CLERK,)
REVIEWER = (Post.REVIEWER,)
CLERK_OR_REVIEWER = (Post.INTAKE_CLERK, Post.REVIEWER)
CLERK_OR_APPLICANT = (Post.INTAKE_CLERK, Post.APPLICANT)


FILLED = frozenset({"application_form", "power_of_attorney", "self_assessment", "undertaking"})
PRINTING = (Post.INTAKE_CLERK, Post.REVIEWER, Post.APPLICANT)


def may_print_form(case: Any, actor: Any) -> bool:
    """Whether the actor may have the filled application form made."""
    return case.state != State.DRAFT and case.seats(actor, PRINTING) is not None


def refusing(case: Any) -> tuple[Post, ...]:
    """Before acceptance the clerk refuses; once the material review runs, its outcome is the reviewer's."""
    return REVIEWER if case.state == State.ACCEPTED else CLERK_OR_REVIEWER


def may_see_letter(letter: Any, actor: Any) -> bool:
    """Whoever sees the application sees its letters, but not the whole form."""
    from applications.models import Application

    case = Application.objects.visible_to(actor).filter(pk=letter.case_id).first()
    return case is not None and shows(letter.kind, case, actor)


def letters_seen(actor: Any) -> Q:
    """The letters of all applications that the actor sees; filled forms are opened one by one."""
    from applications.models import Application

    return Q(case_id__in=Application.objects.visible_to(actor).values("pk")) & ~Q(kind__in=FILLED)


def shows(kind: str, case: Any, actor: Any) -> bool:
    """The filled forms have identity numbers, phone and address in full: only for those who may have them made."""
    return kind not in FILLED or may_print_form(case, actor)
