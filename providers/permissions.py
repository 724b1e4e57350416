"""Who may do what to a designation and an agreement."""

from collections.abc import Callable
from typing import Any

from accounts.posts import Kind, Post
from workflow.models.case import CLOCK_POST

OFFICER = (Post.AGREEMENT_OFFICER,)
PANEL = (Post.PANEL_MEMBER,)
APPLYING = (Post.BODY_MANAGER, Post.PROVIDER_MANAGER)
OBJECTING = (Post.PUBLIC, Post.AGREEMENT_OFFICER)
CLOCK_ONLY = (CLOCK_POST,)
ENDING = (Post.SUPERVISOR, Post.AGREEMENT_OFFICER)
LOOKING = (Post.AGREEMENT_OFFICER, Post.SUPERVISOR, Post.INSPECTOR, Post.ARCHIVIST)
# What the agency writes to the department is no letter to the organisation.
INWARD = frozenset({"filing_letter"})


def of_kind(name: str) -> Callable[[Any], str]:
    """The policy key of the case's kind of organisation, on which an act rests: bodies and providers have their own."""

    def key(case: Any) -> str:
        return str(case.key(name))

    return key


def applying(case: Any) -> tuple[Post, ...]:
    """The manager of the organisation's own kind."""
    return (Post.BODY_MANAGER,) if case.kind == Kind.BODY else (Post.PROVIDER_MANAGER,)


def withdrawing(case: Any) -> tuple[str, ...]:
    """The organisation; the clock where silence counts as giving up. 宁夏第三十一条第2项."""
    return (*applying(case), CLOCK_POST)


def may_see_letter(letter: Any, actor: Any) -> bool:
    """Whoever sees the case sees its letters; those to the department are the agency's."""
    from providers.models import Agreement, Designation

    if not shows(letter.kind, actor):
        return False
    model: Any = Agreement if letter.case_kind == Agreement.kind_name() else Designation
    return bool(model.objects.visible_to(actor).filter(pk=letter.case_id).exists())


def shows(kind: str, actor: Any) -> bool:
    return kind not in INWARD or any(seat.kind == Kind.AGENCY and seat.post in LOOKING for seat in actor.seats)
