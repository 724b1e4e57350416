"""A plan as a week: for each day what is to be done, in words."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from care.letters import WEEKDAYS
from care.rules.plan_limits import Planned


@dataclass(frozen=True)
class WeekDay:
    """One day of the week: (name, times, minutes each), and the minutes in all."""

    label: str
    services: tuple[tuple[str, int, int], ...]
    minutes: int


def week_of(items: Iterable[Any]) -> list[WeekDay]:
    """Of a plan's stored lines."""
    return _week([(row.name, row.weekdays, row.minutes) for row in items])


def week_of_lines(rows: Iterable[Planned], names: Mapping[str, str]) -> list[WeekDay]:
    """Of lines that are being filled in; names come from the catalogue."""
    return _week([(names.get(row.code) or row.name or row.code, row.weekdays, row.minutes) for row in rows])


def _week(rows: list[tuple[str, Any, int]]) -> list[WeekDay]:
    found = []
    for number in range(1, 8):
        services = [(name, Counter(days)[number], minutes) for name, days, minutes in rows if number in days]
        total = sum(times * minutes for _, times, minutes in services)
        found.append(WeekDay(WEEKDAYS[number], tuple(services), total))
    return found
