"""A month as it was planned against what was done: what is missing, what is too much. C5, C6. 宁夏第二十、二十一条."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from care.rules.periods import ACTIVE, Period
from care.rules.terms import DAY, month_after


@dataclass(frozen=True)
class PlanLine:
    """One line of a plan in force from a day to a day; `weekdays` from 1, Monday, once for each time."""

    code: str
    name: str
    weekdays: tuple[int, ...]
    since: date
    until: date | None

    def on(self, day: date) -> int:
        if day < self.since or (self.until is not None and day > self.until):
            return 0
        return self.weekdays.count(day.isoweekday())


@dataclass(frozen=True)
class DoneLine:
    """What was done on a day."""

    day: date
    code: str
    name: str
    times: int


@dataclass
class DayRow:
    """One day: how it stands, what was planned and done by item."""

    day: date
    state: str
    planned: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)

    # Templates look into a Counter by key before they call its `total`, and any key is 0 there.
    @property
    def planned_times(self) -> int:
        return self.planned.total()

    @property
    def done_times(self) -> int:
        return self.done.total()

    @property
    def missing(self) -> int:
        return (self.planned - self.done).total()

    @property
    def extra(self) -> int:
        return (self.done - self.planned).total()


@dataclass(frozen=True)
class ItemRow:
    """One item over the month, up to the day until which it is counted."""

    code: str
    name: str
    planned: int
    done: int

    @property
    def missing(self) -> int:
        return max(self.planned - self.done, 0)

    @property
    def extra(self) -> int:
        return max(self.done - self.planned, 0)


def days_of(month: date) -> list[date]:
    first = month.replace(day=1)
    return [first + n * DAY for n in range((month_after(first) - first).days)]


def by_day(month: date, periods: Sequence[Period], plan: Iterable[PlanLine], done: Iterable[DoneLine]) -> list[DayRow]:
    """Each day of the month; nothing is planned for a day on which the benefit is not active."""
    lines, did = list(plan), list(done)
    rows = {day: DayRow(day, _state(day, periods)) for day in days_of(month)}
    for row in rows.values():
        if row.state == ACTIVE:
            row.planned.update({line.code or line.name: times for line in lines if (times := line.on(row.day))})
    for one in did:
        if one.day in rows:
            rows[one.day].done[one.code or one.name] += one.times
    return list(rows.values())


def by_item(rows: Iterable[DayRow], plan: Iterable[PlanLine], done: Iterable[DoneLine], until: date) -> list[ItemRow]:
    """Each item up to `until`: what lies ahead is neither missing nor too much."""
    names = {line.code or line.name: line.name for line in plan}
    names |= {one.code or one.name: one.name for one in done if (one.code or one.name) not in names}
    planned: Counter[str] = Counter()
    did: Counter[str] = Counter()
    for row in rows:
        if row.day <= until:
            planned.update(row.planned)
            did.update(row.done)
    return [ItemRow(code, name, planned[code], did[code]) for code, name in names.items() if planned[code] or did[code]]


def _state(day: date, periods: Sequence[Period]) -> str:
    return next((row.standing.state for row in periods if row.covers(day)), "")
