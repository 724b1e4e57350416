"""Eight writers at once: every chain without gap, every link right."""

from collections.abc import Callable
from functools import partial
from random import Random
from time import sleep

import pytest
from django.db import transaction

from accounts.actors import CLOCK
from tests.acceptance.together import refusals, together
from tests.scene import at
from workflow import journal
from workflow.models import JournalEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("G3")]
WRITERS, EACH = 8, 12
AREAS = ("650100", "659001", "640100")


class Undone(Exception):
    """What a writer's transaction is broken off with."""


def write(number: int) -> None:
    """Entries of several areas, each in its transaction; some are rolled back, some take their time."""
    chance = Random(number)
    for count in range(EACH):
        try:
            with transaction.atomic():
                journal.record(
                    area_code=AREAS[(number + count) % 3], act="applications.accept", by=CLOCK, seat=None,
                    now=at("2026-03-02"), reason=f"{number}-{count}",
                )  # fmt: skip
                sleep(chance.random() / 200)
                if count % 4 == 3:
                    raise Undone
        except Undone:
            continue


def test_chains_are_whole_after_eight_writers_at_once() -> None:
    writers: list[Callable[[], None]] = [partial(write, number) for number in range(WRITERS)]

    assert refusals(together(*writers)) == []

    assert list(journal.verify()) == []
    kept = WRITERS * (EACH - EACH // 4)
    assert JournalEntry.objects.count() == kept
    for area in AREAS:
        seqs = list(JournalEntry.objects.filter(area_code=area).order_by("seq").values_list("seq", flat=True))
        assert seqs == list(range(1, len(seqs) + 1))
