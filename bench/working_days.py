"""One million due dates of 30 working days, as a ratio to a bare loop over a precomputed array. Limit: 3."""

import random
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workflow.calendar_sources import builtin_years
from workflow.rules.calendar_file import HOLIDAY, MAKEUP
from workflow.rules.due_dates import WORKING_DAYS, due_day
from workflow.rules.work_calendar import WorkCalendar

DATES = 1_000_000
AMOUNT = 30
LIMIT = 3.0
ROUNDS = 5


def builtin() -> WorkCalendar:
    years = list(builtin_years())
    rows = [row for year in years for row in year.days]
    return WorkCalendar.build(
        (year.number for year in years),
        off={row.day: row.name for row in rows if row.kind == HOLIDAY},
        makeup=(row.day for row in rows if row.kind == MAKEUP),
        unannounced=(year.number for year in years if not year.announced),
    )


def starts(first: date, count: int, seed: int = 30) -> list[date]:
    chance = random.Random(seed)
    return [first + timedelta(days=chance.randrange(12_000)) for _ in range(count)]


def bare_loop(days: list[date], array: list[date], origin: int) -> list[date]:
    """Each day's answer read from an array that was computed before, and nothing else."""
    return [array[day.toordinal() - origin] for day in days]


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> int:
    calendar = builtin()
    days, origin = starts(calendar.first, DATES), calendar.first.toordinal()
    array = [calendar.add_working_days(calendar.first + timedelta(days=offset), AMOUNT) for offset in range(12_000)]
    add = calendar.add_working_days
    # All are measured in turn and the best of each counts, so that a busy machine does not tilt the ratio.
    rounds = [
        (seconds(lambda: bare_loop(days, array, origin)), seconds(lambda: [add(day, AMOUNT) for day in days]))
        for _ in range(ROUNDS)
    ]
    bare, ours = (min(column) for column in zip(*rounds, strict=True))
    whole = seconds(lambda: [due_day(day, AMOUNT, WORKING_DAYS, (), 0, calendar, True) for day in days])
    ratio = ours / bare
    print(
        f"calendar: {DATES:,} due dates of {AMOUNT} working days, array {bare:.3f} s, ours {ours:.3f} s, "
        f"ratio {ratio:.2f} (limit {LIMIT}); with pauses, extension, rolling and mark {whole:.2f} s: "
        f"{'pass' if ratio <= LIMIT else 'fail'}"
    )
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
