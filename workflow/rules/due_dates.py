"""When a limit ends: the limit's own days, then the extension's, without the paused ones, then to a working day.

Sources: 民法典第二百零一至二百零三条; pauses and extensions: 新疆第六条第二款第4项、第八条（一）3;
乌鲁木齐第九条（三）.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.rules.work_calendar import WorkCalendar, months_after

DAYS, WORKING_DAYS, MONTHS = "days", "working_days", "months"


@dataclass(frozen=True, slots=True, order=True)
class PauseSpan:
    """A pause from `since` to `until` leaves out `since`+1 … `until`; an open one (`until` None) has no length yet."""

    since: date
    until: date | None = None


def merged(pauses: Iterable[PauseSpan]) -> list[tuple[date, date]]:
    """Closed pauses in order, those that overlap or touch joined; a day left out twice is left out once."""
    spans = sorted((pause.since, pause.until) for pause in pauses if pause.until and pause.until > pause.since)
    joined: list[tuple[date, date]] = []
    for since, until in spans:
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((since, until))
    return joined


def due_day(
    start: date,
    amount: int,
    unit: str,
    pauses: Iterable[PauseSpan],
    extension_days: int,
    calendar: WorkCalendar,
    rolls: bool,
) -> tuple[date, bool]:
    """The last day of a limit that the event of `start` sets off, and whether that day is provisional.

    `amount` in `unit` (days, working_days, months) and `extension_days` in calendar days; `rolls` for limits within
    which somebody must act. Raises ValueError for an amount below 0 or an unknown unit, OutsideCalendar beyond it.
    """
    spans = merged(pauses) if pauses else []
    day = own_end(start, amount, unit, spans, calendar)
    consulted = unit == WORKING_DAYS and calendar.provisional_between(start, day)
    if rolls and not (unit == WORKING_DAYS and amount):  # the n-th working day is one
        rolled = roll(day, spans, calendar)
        consulted = consulted or calendar.provisional_between(day, rolled)
        day = rolled
    if extension_days:
        end = calendar_days_after(day, extension_days, spans)
        day = roll(end, spans, calendar) if rolls else end
        consulted = consulted or (rolls and calendar.provisional_between(end, day))
    return day, consulted


def own_end(start: date, amount: int, unit: str, spans: list[tuple[date, date]], calendar: WorkCalendar) -> date:
    """The end of the limit's own days, before extension and rolling."""
    if amount < 0:
        raise ValueError("期限不能为负数")
    if unit == WORKING_DAYS:
        return working_days_after(start, amount, spans, calendar) if amount else start
    if unit == DAYS:
        return calendar_days_after(start, amount, spans)
    if unit == MONTHS:
        return calendar_days_after(start, (months_after(start, amount) - start).days, spans)
    raise ValueError(f"不认识的期限单位：{unit}")


def calendar_days_after(start: date, count: int, spans: list[tuple[date, date]]) -> date:
    """`start` + `count` days, leaving out the paused ones."""
    day = start + timedelta(days=count)
    for since, until in spans:
        since = max(since, start)
        if until > since and since < day:
            day += until - since
    return day


def working_days_after(start: date, count: int, spans: list[tuple[date, date]], calendar: WorkCalendar) -> date:
    """The `count`-th working day after `start`, leaving out the paused ones."""
    day = calendar.add_working_days(start, count)
    for since, until in spans:
        since = max(since, start)
        if until > since and since < day:
            count += calendar.working_days_between(since, until)
            day = calendar.add_working_days(start, count)
    return day


def roll(day: date, spans: list[tuple[date, date]], calendar: WorkCalendar) -> date:
    """The first day from `day` on that is worked and not paused."""
    day = calendar.roll(day)
    for since, until in spans:
        if since < day <= until:
            day = calendar.add_working_days(until, 1)
    return day
