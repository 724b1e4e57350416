"""Reads the transitions that stand on a case's model: for acts, for the database guard and for the diagrams."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django_fsm import RETURN_VALUE


@dataclass(frozen=True)
class Edge:
    """One row of the table of transitions; `target` equals `source` where the act leaves the state as it is."""

    verb: str
    source: str
    target: str
    label: str
    article: str


def edges(model: type[Any]) -> Iterator[Edge]:
    """All rows of the model, in the order of their names."""
    for name in sorted(dir(model)):
        meta = getattr(getattr(model, name, None), "_django_fsm", None)
        if meta is None:
            continue
        label = (getattr(model, name).__doc__ or name).strip()
        for row in meta.transitions.values():
            for target in _targets(row):
                yield Edge(name, str(row.source), target, label, row.custom.get("article", ""))


def _targets(row: Any) -> list[str]:
    if isinstance(row.target, RETURN_VALUE):
        return [str(state) for state in row.target.allowed_states]
    return [str(row.target)] if row.target is not None else [str(row.source)]


def guarded(model: type[Any]) -> list[tuple[str, str]]:
    """(from, to) pairs for the database trigger that refuses any other change of state."""
    return sorted({(edge.source, edge.target) for edge in edges(model) if edge.source != edge.target})
