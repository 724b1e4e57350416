"""Whose files are whose: asked of the app whose case a file lies with; nobody asked, nobody sees or adds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from accounts.actors import Actor, Seat


class PaperRules(Protocol):
    """What an app says of the files of its cases."""

    medical: frozenset[str]

    def case(self, pk: UUID, actor: Actor) -> Any:
        """The case if the actor may see it, or None."""

    def addable(self, case: Any, actor: Actor) -> Mapping[str, str]:
        """Codes and labels of the papers that the actor may add to the case as it stands now; empty for none."""

    def sees(self, case: Any, actor: Actor) -> bool:
        """Whether the actor may open the files of the case."""

    def seat(self, case: Any, actor: Actor) -> Seat | None:
        """The seat in which the actor adds or looks, for the journal."""

    def added(self, case: Any, code: str, actor: Actor, now: datetime) -> None:
        """What else a new paper means for the case; inside the same transaction."""


_by_case_kind: dict[str, PaperRules] = {}


def register(case_kind: str, rules: PaperRules) -> None:
    """Called in the app's `ready()`."""
    _by_case_kind[case_kind] = rules


def rules_of(case_kind: str) -> PaperRules | None:
    return _by_case_kind.get(case_kind)
