"""Numbers have no gaps, whoever issues at the same moment and whatever is rolled back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from documents import issue, issuing
from documents.models import Letter
from tests.documents import samples
from tests.documents.conftest import CLERK, NOW, a_case

THREADS, EACH = 8, 25


class ActFailed(Exception):
    """What a refused act does to its transaction."""


def _issue_many(start: Barrier, thread: int) -> int:
    """Issue EACH letters; every fifth act fails after its letter. Returns how many were kept."""
    start.wait()
    kept = 0
    try:
        for turn in range(EACH):
            kept += _one_act(fails=(turn + thread) % 5 == 0)
    finally:
        connection.close()
    return kept


def _one_act(*, fails: bool) -> bool:
    try:
        with transaction.atomic(), issuing.rows_only():
            issue(letter="acceptance_notice", case=a_case(), facts=samples.ACCEPTANCE, by=CLERK, now=NOW)
            if fails:
                raise ActFailed
    except ActFailed:
        return False
    return True


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("X7")
def test_eight_clerks_at_once_leave_no_gap_though_some_acts_fail() -> None:
    start = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        kept = sum(pool.map(lambda thread: _issue_many(start, thread), range(THREADS)))
    serials = sorted(Letter.objects.values_list("serial", flat=True))
    assert kept == THREADS * EACH * 4 // 5
    assert serials == list(range(1, kept + 1))


@pytest.mark.django_db
def test_a_failed_act_gives_its_number_back() -> None:
    assert not _one_act(fails=True)
    assert _one_act(fails=False)
    assert Letter.objects.get().serial == 1
