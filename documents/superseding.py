"""A review conclusion takes the place of the first one; both stay, and the verify page says which holds."""

from collections.abc import Iterable
from uuid import UUID

from documents.models import Letter


def supersede(letter: Letter, *, by_letter: Letter) -> None:
    """Mark `letter` as replaced, once; raises ValueError where it already is or where both are the same."""
    if letter.pk == by_letter.pk:
        raise ValueError("a letter cannot replace itself")
    changed = Letter.objects.filter(pk=letter.pk, superseded_by=None).update(superseded_by=by_letter)
    if not changed:
        raise ValueError(f"letter {letter.number} has already been replaced")
    letter.superseded_by = by_letter


def supersede_of_case(case_id: UUID, *, kinds: Iterable[str], by_letter: Letter) -> int:
    """Mark what a case issued of these kinds and nothing has replaced yet; returns how many that were."""
    held = Letter.objects.filter(case_id=case_id, kind__in=list(kinds), superseded_by=None)
    return held.exclude(pk=by_letter.pk).update(superseded_by=by_letter)
