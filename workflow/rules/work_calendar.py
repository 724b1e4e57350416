"""The working-day calendar as arrays: counting n working days costs two look-ups, whatever n is.

Sources: 民法典第二百零一至二百零三条; 国务院办公厅每年的节假日安排（含调休上班日）.
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5
MONTHS_A_YEAR = 12


class OutsideCalendar(ValueError):
    """A day before or after the years of which the calendar knows anything."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            f"工作日历只有 {first:%Y-%m-%d} 至 {last:%Y-%m-%d}，不能推算此外的日期，请先载入相应年份的日历。"
        )


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days from `first` to `last`. Build it with `build`; days are dates, both ends included.

    `rank[i]` is the number of working days up to and including day i; `nth[k]` is the k-th working day (from 1).
    """

    first: date
    last: date
    rank: tuple[int, ...]
    nth: tuple[date, ...]
    unannounced: frozenset[int]
    names: Mapping[date, str]
    makeup: frozenset[date]
    origin: int

    @classmethod
    def build(
        cls,
        years: Iterable[int],
        *,
        off: Mapping[date, str],
        makeup: Iterable[date],
        unannounced: Iterable[int] = (),
    ) -> "WorkCalendar":
        """`off`: days off with their festival; `makeup`: weekend days worked; `unannounced`: provisional years."""
        covered = sorted(set(years))
        if not covered or covered != list(range(covered[0], covered[-1] + 1)):
            raise ValueError("工作日历的年份必须连续，中间不能缺年。")
        first, last = date(covered[0], 1, 1), date(covered[-1], 12, 31)
        worked = frozenset(makeup)
        rank, nth = _count(first, last, off, worked)
        origin = first.toordinal()
        return cls(first, last, rank, nth, frozenset(unannounced), dict(off), worked, origin)

    def is_working(self, day: date) -> bool:
        index = self._index(day)
        return self.rank[index] > (self.rank[index - 1] if index else 0)

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself does not count. `count` is 1 or more."""
        index = day.toordinal() - self.origin
        if index < 0 or count < 1:
            raise OutsideCalendar(self.first, self.last) if index < 0 else ValueError("工作日数须为正整数")
        try:
            return self.nth[self.rank[index] + count]
        except IndexError:
            raise OutsideCalendar(self.first, self.last) from None

    def working_days_between(self, after: date, until: date) -> int:
        """Working days in `after`+1 … `until`; 0 when that is empty."""
        return max(self.rank[self._index(until)] - self.rank[self._index(after)], 0)

    def roll(self, day: date) -> date:
        """`day` when it is a working day, else the next one that is."""
        return day if self.is_working(day) else self.add_working_days(day, 1)

    def working_days_before(self, day: date, count: int) -> date:
        """The `count`-th working day before `day`."""
        position = self.rank[self._index(day - DAY)] - count + 1
        if position < 1:
            raise OutsideCalendar(self.first, self.last)
        return self.nth[position]

    def provisional(self, day: date) -> bool:
        """Whether the State Council has not announced that day's year yet."""
        return day.year in self.unannounced

    def provisional_between(self, first: date, last: date) -> bool:
        """Whether any year from the one day's to the other's has not been announced yet."""
        if first.year == last.year:
            return first.year in self.unannounced
        return any(year in self.unannounced for year in range(first.year, last.year + 1))

    def why(self, day: date) -> str:
        """What the day is and why, in words for people."""
        if day in self.makeup:
            return "周末调休上班，是工作日"
        if day in self.names:
            return f"{self.names[day]}放假"
        return "周末" if day.weekday() >= SATURDAY else "工作日"

    def _index(self, day: date) -> int:
        index = day.toordinal() - self.origin
        if not 0 <= index < len(self.rank):
            raise OutsideCalendar(self.first, self.last)
        return index


def _count(
    first: date, last: date, off: Mapping[date, str], makeup: frozenset[date]
) -> tuple[tuple[int, ...], tuple[date, ...]]:
    rank: list[int] = []
    nth = [first]  # nth[0] is never answered: ranks begin with 1
    day = first
    while day <= last:
        if day in makeup or (day.weekday() < SATURDAY and day not in off):
            nth.append(day)
        rank.append(len(nth) - 1)
        day += DAY
    return tuple(rank), tuple(nth)


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or that month's last day (民法典第二百零二条)."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
