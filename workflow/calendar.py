"""The working-day calendar of this installation: read from its tables, kept in memory, edited whole years at a time.

`current()` costs at most one small query per transaction: it compares the token of the tables with that of the copy
in memory, and holds the token until commit, so that no day is computed by a calendar that is just being replaced.
"""

import functools
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from workflow.models.calendar_day import CalendarDay
from workflow.models.calendar_year import CalendarYear
from workflow.refusal import Code, Refusal
from workflow.rules.calendar_file import ListedDay
from workflow.rules.work_calendar import WorkCalendar

KEPT = 2  # the calendar in force and the one that an unfinished edit would bring
_copies: dict[UUID, WorkCalendar] = {}


class CalendarMissing(RuntimeError):
    """The tables are empty: `manage.py load_calendar --builtin` fills them."""

    def __init__(self) -> None:
        super().__init__("工作日历尚未载入，请先运行 manage.py load_calendar --builtin。")


class _Settled:
    """Hangs in the transaction's list of commit hooks; goes with it, also when a savepoint is rolled back."""

    def __init__(self, token: UUID) -> None:
        self.token: UUID | None = token

    def __call__(self) -> None:
        """Nothing is left to do on commit."""


def current() -> WorkCalendar:
    """The calendar in force. Raises CalendarMissing where none was ever loaded."""
    token = _settled_token() or _read_token()
    calendar = _copies.get(token)
    if calendar is None:
        calendar = _from_tables()
        while len(_copies) >= KEPT:
            _copies.pop(next(iter(_copies)), None)
        _copies[token] = calendar
    return calendar


def _settled_token() -> UUID | None:
    return next((mark.token for mark in _marks() if mark.token), None) if connection.in_atomic_block else None


def _marks() -> list[_Settled]:
    return [entry[1] for entry in connection.run_on_commit if isinstance(entry[1], _Settled)]


def _read_token() -> UUID:
    hold = " FOR SHARE" if connection.in_atomic_block else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT token FROM workflow_calendarversion WHERE id = 1{hold}")
        row = cursor.fetchone()
    if row is None:
        raise CalendarMissing
    if hold:
        transaction.on_commit(_Settled(row[0]))
    return UUID(str(row[0]))


def forget() -> None:
    """Read the token anew in this transaction: to be called by whoever edits the tables in it."""
    for mark in _marks():
        mark.token = None


def _from_tables() -> WorkCalendar:
    years = dict(CalendarYear.objects.values_list("year", "status"))
    if not years:
        raise CalendarMissing
    days = list(CalendarDay.objects.values_list("day", "kind", "name"))
    return WorkCalendar.build(
        years,
        off={day: name for day, kind, name in days if kind == CalendarDay.Kind.HOLIDAY},
        makeup=(day for day, kind, _ in days if kind == CalendarDay.Kind.MAKEUP),
        unannounced=(year for year, status in years.items() if status == CalendarYear.Status.PROVISIONAL),
    )


def write_year(
    year: int, listed: Iterable[ListedDay], *, announced: bool, source: str, by: str, now: datetime
) -> CalendarYear:
    """Put one year in place of what the tables had; nothing is recounted yet (`deadlines.recounting`)."""
    status = CalendarYear.Status.ANNOUNCED if announced else CalendarYear.Status.PROVISIONAL
    days = [CalendarDay(day=row.day, year_id=row.day.year, kind=row.kind, name=row.name) for row in listed]
    with transaction.atomic():
        row, _ = CalendarYear.objects.update_or_create(
            year=year, defaults={"status": status, "source": source, "loaded_at": now, "loaded_by": by}
        )
        CalendarDay.objects.filter(year_id=year).delete()
        CalendarDay.objects.bulk_create(
            days, update_conflicts=True, unique_fields=["day"], update_fields=["kind", "name"]
        )
        forget()
    return row


def check_may_be_written(year: int, *, replace: bool) -> None:
    """A year that was announced is not overwritten by mistake, and the years stay without a gap."""
    known = dict(CalendarYear.objects.values_list("year", "status"))
    if known.get(year) == CalendarYear.Status.ANNOUNCED and not replace:
        raise Refusal(Code.INVALID_INPUT, f"{year}年的放假安排已经载入；确需更换的，请注明替换。")
    if known and not min(known) - 1 <= year <= max(known) + 1:
        raise Refusal(
            Code.INVALID_INPUT, f"日历现有{min(known)}年至{max(known)}年，不能跳过年份载入{year}年，年份中间不能缺年。"
        )


@functools.cache
def statutory_days(year: int) -> frozenset[ListedDay]:
    """The days that the law fixes for a year, whatever the State Council arranges around them."""
    from workflow.calendar_sources import statutory

    return frozenset(statutory(year))


def seed(now: datetime, by: str = "系统初始化") -> list[int]:
    """Write the built-in years that the tables lack or hold only provisionally; returns the years written."""
    from workflow.calendar_sources import builtin_years

    known = dict(CalendarYear.objects.values_list("year", "status"))
    written = []
    with transaction.atomic():
        for year in builtin_years():
            if year.number not in known or (year.announced and known[year.number] == CalendarYear.Status.PROVISIONAL):
                write_year(year.number, year.days, announced=year.announced, source=year.source, by=by, now=now)
                written.append(year.number)
    return written
