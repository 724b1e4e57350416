"""Who may open a letter: asked of the app whose case the letter is about; nobody asked, nobody sees."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.actors import Actor

if TYPE_CHECKING:
    from documents.models import Letter

CanSee = Callable[["Letter", Actor], bool]
Scope = Callable[[Actor], Q]

_by_case_kind: dict[str, CanSee] = {}
_scopes: dict[str, Scope] = {}
_whole: set[str] = set()


def register(case_kind: str, can_see: CanSee, scope: Scope | None = None, *, whole: bool = False) -> None:
    """Let the app of `case_kind` (Case.kind_name()) decide; called in its `ready()`.

    `scope`: the condition on letters of that kind of case for many at once, no wider than `can_see`; `whole`
    when it says the same, so that lists need not ask letter by letter.
    """
    _by_case_kind[case_kind] = can_see
    if scope is not None:
        _scopes[case_kind] = scope
        if whole:
            _whole.add(case_kind)


def scope_of(actor: Actor) -> Q:
    """The condition for the letters that `actor` may open, over all kinds of cases that answer for many at once."""
    found = Q(pk__in=[])
    for case_kind, scope in _scopes.items():
        found |= Q(case_kind=case_kind) & scope(actor)
    return found


def kinds_in_bulk() -> frozenset[str]:
    """Kinds of cases of which `scope_of` tells everything that `can_see` tells."""
    return frozenset(_whole)


def can_see(letter: "Letter", actor: Actor) -> bool:
    """Whether `actor` may open the letter; False for a kind of case that registered nothing."""
    decide = _by_case_kind.get(letter.case_kind)
    return decide is not None and decide(letter, actor)
