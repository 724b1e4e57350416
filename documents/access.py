"""Who may open a letter: asked of the app whose case the letter is about; nobody asked, nobody sees."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from accounts.actors import Actor

if TYPE_CHECKING:
    from documents.models import Letter

CanSee = Callable[["Letter", Actor], bool]

_by_case_kind: dict[str, CanSee] = {}


def register(case_kind: str, can_see: CanSee) -> None:
    """Let the app of `case_kind` (Case.kind_name()) decide; called in its `ready()`."""
    _by_case_kind[case_kind] = can_see


def can_see(letter: "Letter", actor: Actor) -> bool:
    """Whether `actor` may open the letter; False for a kind of case that registered nothing."""
    decide = _by_case_kind.get(letter.case_kind)
    return decide is not None and decide(letter, actor)
