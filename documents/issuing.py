"""How a letter is issued: one row in the act's transaction, the PDF after it."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.crypto import blind_index, mask_name
from documents import versions
from documents.facts import LetterFacts
from documents.freezing import freeze
from documents.kinds import LETTERS, LetterType, number_of
from documents.models import Letter
from documents.models.series import take_number
from workflow import previews

if TYPE_CHECKING:
    from workflow.models import Case

# No 0/O, 1/I/L, 2/Z, 5/S, 8/B: people read the code from paper and type it. 16 of 24 letters are 73 bits.
_ALPHABET = "34679ACDEFGHJKMNPQRTUVWXY"
_CODE_LENGTH = 16
_FIRST_UNREAL = 1_000_000_000
SEAL_PURPOSE = "documents.letter.facts"

_rows_only: ContextVar[bool] = ContextVar("documents_rows_only", default=False)


@contextmanager
def rows_only() -> Iterator[None]:
    """Within this block letters are issued without making their PDF; it is made at the first opening."""
    token = _rows_only.set(True)
    try:
        yield
    finally:
        _rows_only.reset(token)


def issue(*, letter: str, case: "Case", facts: LetterFacts, by: Actor, now: datetime) -> Letter:
    """Issue `letter` (a code of documents.kinds) about `case` and return its row; the PDF follows on commit.

    `facts` must be of the letter's own class. Numbers run per issuing office, letter and year of `now` in China.
    Raises KeyError for an unknown letter, TypeError for facts of another letter, RuntimeError outside a transaction.
    """
    kind = LETTERS[letter]
    if type(facts) is not kind.facts_class:
        raise TypeError(f"{letter} takes {kind.facts_class.__name__}, not {type(facts).__name__}")
    if not connection.in_atomic_block:
        raise RuntimeError("a letter is issued inside the transaction of its act")
    row = _row(kind, case, facts, by, now)
    if not _rows_only.get() and not previews.under_way():
        _print_after_commit(str(row.pk))
    return row


def _print_after_commit(letter_id: str) -> None:
    def ask_for_print() -> None:
        from documents.tasks import render  # tasks import this module

        render.delay([letter_id])

    # Robust: an absent broker must not break an act that has already been committed. A named function, because
    # Django reports the failure of a robust callback by its name, which a partial does not have.
    transaction.on_commit(ask_for_print, robust=True)


def _row(kind: LetterType, case: "Case", facts: LetterFacts, by: Actor, now: datetime) -> Letter:
    year = timezone.localtime(now).year
    serial, number = _numbered(kind, facts, year)
    frozen = freeze(facts)
    return Letter.objects.create(
        kind=kind.code,
        number=number,
        office_code=facts.issuer.code,
        office_name=facts.issuer.name,
        year=year,
        serial=serial,
        case_kind=case.kind_name(),
        case_id=case.id,
        matter=case.matter,
        area_code=case.area_code,
        agency_id=case.agency_id,
        issued_at=now,
        issued_by_id=by.user_id,
        issued_by_name=by.name,
        addressee_masked=_masked(facts),
        facts=frozen,
        facts_seal=seal(frozen),
        template_version=versions.template_version(),
        policy_version=versions.policy_version(),
        verify_code=new_verify_code(),
    )


def _numbered(kind: LetterType, facts: LetterFacts, year: int) -> tuple[int, str]:
    """Serial and printed number; in a preview the series stays untouched and its row carries what nobody else has."""
    if previews.under_way():
        return _FIRST_UNREAL + secrets.randbelow(_FIRST_UNREAL), f"预览 {uuid4()}"
    serial = take_number(facts.issuer.code, kind.code, year)
    return serial, number_of(kind, facts.issuer, year, serial)


def seal(frozen: str) -> str:
    """The keyed digest that shows whether frozen facts are still those of the act."""
    return blind_index(frozen, SEAL_PURPOSE)


def new_verify_code() -> str:
    """A code that cannot be guessed; shown in groups of four."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))


def _masked(facts: LetterFacts) -> str:
    name = getattr(facts, "person_name", "")
    return mask_name(name) if name else ""
