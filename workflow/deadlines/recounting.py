"""Count all live deadlines anew after an edit of the calendar, and keep the list of those whose day moved."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection, transaction

from workflow import calendar
from workflow.models.calendar_change import CalendarChange
from workflow.models.deadline import Deadline
from workflow.models.pause import Pause
from workflow.refusal import Code, Refusal
from workflow.rules.calendar_file import ListedDay
from workflow.rules.due_dates import PauseSpan, due_day
from workflow.rules.work_calendar import OutsideCalendar, WorkCalendar

BATCH = 5_000
COLUMNS = ("id", "kind", "starts_on", "amount", "unit", "extension_days", "rolls", "due_on", "provisional")
WRITE = """
UPDATE workflow_deadline AS d SET due_on = v.due_on, provisional = v.provisional
FROM unnest(%s::bigint[], %s::date[], %s::boolean[]) AS v(id, due_on, provisional) WHERE d.id = v.id
"""


@dataclass(slots=True)
class Recount:
    """What one run found: `moved` are (deadline id, kind, old day, new day)."""

    examined: int = 0
    moved: list[tuple[int, str, date, date]] = field(default_factory=list)


def recompute(now: datetime, by: str, reason: str) -> CalendarChange:
    """Every running or paused deadline by the calendar in force: all or none, in batches of 5,000.

    Begin it after the calendar's own edit is committed: acts then begun count by the new one, so none is missed.
    Raises Refusal("invalid_input") where the calendar no longer covers a deadline.
    """
    with transaction.atomic():
        in_force, found, last = calendar.current(), Recount(), 0
        while rows := _locked_after(last):
            last = rows[-1][0]
            _recount_batch(rows, in_force, found)
        return CalendarChange.objects.create(
            at=now,
            by=by,
            reason=reason,
            examined=found.examined,
            moved=len(found.moved),
            rows=[[number, kind, str(old), str(new)] for number, kind, old, new in found.moved],
        )


def load_year(
    year: int,
    listed: list[ListedDay],
    *,
    source: str,
    by: str,
    now: datetime,
    replace: bool = False,
) -> CalendarChange:
    """Put the announced arrangement of a year in force and recount; returns the change with its list of moved dates.

    Raises Refusal("invalid_input") for a year that was announced before (unless `replace`) or leaves a gap of years.
    """
    calendar.check_may_be_written(year, replace=replace)
    calendar.write_year(year, listed, announced=True, source=source, by=by, now=now)
    return recompute(now, by, f"载入{year}年放假安排（{source}）")


def _locked_after(last: int) -> list[tuple]:
    rows = Deadline.objects.live().filter(pk__gt=last).order_by("pk").select_for_update()
    return list(rows.values_list(*COLUMNS)[:BATCH])


def _recount_batch(rows: list[tuple], in_force: WorkCalendar, found: Recount) -> None:
    pauses: dict[int, list[PauseSpan]] = defaultdict(list)
    within = Pause.objects.filter(deadline__gte=rows[0][0], deadline__lte=rows[-1][0], until_day__isnull=False)
    for number, since, until in within.values_list("deadline_id", "from_day", "until_day"):
        pauses[number].append(PauseSpan(since, until))
    changed: list[tuple[int, date, bool]] = []
    for number, kind, start, amount, unit, extension, rolls, old, provisional in rows:
        try:
            new = due_day(start, amount, unit, pauses.get(number, ()), extension, in_force, rolls)
        except OutsideCalendar as problem:
            raise Refusal(Code.INVALID_INPUT, str(problem)) from problem
        if new != (old, provisional):
            changed.append((number, *new))
        if new[0] != old:
            found.moved.append((number, kind, old, new[0]))
    found.examined += len(rows)
    if changed:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [list(column) for column in zip(*changed, strict=True)])
