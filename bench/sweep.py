"""100,000 running deadlines of which 5,000 are due: queries for finding and claiming, seconds for recounting all.

Limits: 60 queries per 1,000 due ones; 20 s for the recount after an edit of the calendar. Everything is rolled back.
"""

import os
import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ltci.settings.test")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from workflow import calendar  # noqa: E402
from workflow.deadlines import recounting, sweeping  # noqa: E402
from workflow.deadlines.counting import recount  # noqa: E402
from workflow.models import CalendarDay, Deadline, Pause  # noqa: E402

ALL, DUE, WITH_ACT, PAUSED = 100_000, 5_000, 2_000, 10_000
QUERIES_PER_THOUSAND, SECONDS = 60.0, 20.0
NOW = datetime(2026, 3, 16, 1, tzinfo=UTC)
DUE_STARTS = [date(2026, 2, 24) + timedelta(days=offset) for offset in range(10)]
LATER_STARTS = [date(2026, 3, 16) + timedelta(days=offset) for offset in range(60)]


def a_deadline(number: int, chance: random.Random) -> Deadline:
    due = number < DUE
    with_act = number < WITH_ACT
    kind = "notice" if with_act else chance.choice(["material_review", "conclusion_delivery", "committee_opinion"])
    return Deadline(
        matter=uuid.UUID(int=number),
        case_id=uuid.UUID(int=number),
        case_kind="bench.case",
        area_code="650100",
        agency_id=1,
        kind=kind,
        starts_on=chance.choice(DUE_STARTS if due else LATER_STARTS),
        amount=5 if due else 30,
        unit=Deadline.Unit.WORKING_DAYS,
        rolls=True,
        act_at_due="assessment.close_notice" if with_act else "",
        owner_post="reviewer",
        owner_organisation_id=1,
        started_at=NOW,
    )


def fill() -> None:
    chance, in_force = random.Random(5), calendar.current()
    rows = [a_deadline(number, chance) for number in range(ALL)]
    for row in rows:
        recount(row, (), in_force)
    Deadline.objects.bulk_create(rows, batch_size=5_000)
    Pause.objects.bulk_create(
        [
            Pause(deadline=row, from_day=row.starts_on, until_day=row.starts_on + timedelta(days=3), reason="补正")
            for row in rows[DUE : DUE + PAUSED]
        ],
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE workflow_deadline, workflow_pause, workflow_notification")


@contextmanager
def only_finding() -> Iterator[Counter[str]]:
    """Leave out what an act itself does: it and its own transaction are replaced by nothing."""
    counted: Counter[str] = Counter()
    done: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        counted["queries"] += 1
        return execute(sql, params, many, context)

    ours, sweeping._act = sweeping._act, lambda claimed: not done.append(claimed.id)  # type: ignore[assignment,func-returns-value]
    try:
        with connection.execute_wrapper(count):
            yield counted
    finally:
        sweeping._act = ours
        counted["acts"] = len(done)


def sweep_bench() -> tuple[float, float]:
    begun = time.perf_counter()
    with only_finding() as counted:
        swept = sweeping.sweep(NOW)
    spent = time.perf_counter() - begun
    passed = swept.done + swept.overdue
    if (swept.done, swept.overdue) != (WITH_ACT, DUE - WITH_ACT):
        raise SystemExit(f"sweep: {WITH_ACT} acts and {DUE - WITH_ACT} overdue were due, found {swept}")
    return counted["queries"] * 1_000 / passed, spent


def recount_bench() -> tuple[float, int, int]:
    CalendarDay.objects.create(day=date(2026, 4, 15), year_id=2026, kind="holiday", name="临时放假")
    calendar.forget()
    begun = time.perf_counter()
    change = recounting.recompute(NOW, "bench", "bench")
    return time.perf_counter() - begun, change.examined, change.moved


def main() -> int:
    with transaction.atomic():
        fill()
        spent, examined, moved = recount_bench()
        per_thousand, swept_in = sweep_bench()
        transaction.set_rollback(True)
    few, fast = per_thousand <= QUERIES_PER_THOUSAND, spent <= SECONDS and examined == ALL
    print(
        f"sweep: {DUE:,} due of {ALL:,}, {per_thousand:.1f} queries per 1,000 (limit {QUERIES_PER_THOUSAND:.0f}) "
        f"in {swept_in:.2f} s: {'pass' if few else 'fail'}"
    )
    print(
        f"recount: {examined:,} deadlines, {moved:,} moved, {spent:.1f} s, ratio {spent / SECONDS:.2f} of the limit "
        f"of {SECONDS:.0f} s: {'pass' if fast else 'fail'}"
    )
    return 0 if few and fast else 1


if __name__ == "__main__":
    raise SystemExit(main())
