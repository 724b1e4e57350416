"""「为什么是这一天」: the same count as `due_dates`, one day at a time and in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from workflow.rules.due_dates import MONTHS, WORKING_DAYS, PauseSpan, merged
from workflow.rules.work_calendar import DAY, WorkCalendar, months_after


@dataclass(frozen=True, slots=True)
class TraceDay:
    """One day of a limit: what it counted as, its number where it counted, and why.

    `counted_as`: start 起算日（不计） · counted 计入 · rest 非工作日不计 · paused 暂停不计 · extension 延期计入 ·
    rolled 顺延. `number` runs from 1 in the limit and again from 1 in the extension; None where nothing counted.
    """

    day: date
    counted_as: str
    number: int | None
    why: str
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    calendar: WorkCalendar
    spans: list[tuple[date, date]]

    def paused(self, day: date) -> bool:
        return any(since < day <= until for since, until in self.spans)

    def row(self, day: date, counted_as: str, number: int | None, why: str) -> TraceDay:
        return TraceDay(day, counted_as, number, why, self.calendar.provisional(day))

    def count(self, day: date, amount: int, only_working: bool, counted_as: str) -> Iterator[TraceDay]:
        """The days after `day` until `amount` of them have counted."""
        number = 0
        while number < amount:
            day += DAY
            why = self.calendar.why(day)
            if self.paused(day):
                yield self.row(day, "paused", None, f"暂停计时，不计入（{why}）")
            elif only_working and not self.calendar.is_working(day):
                yield self.row(day, "rest", None, f"{why}，不计入")
            else:
                number += 1
                yield self.row(day, counted_as, number, f"第{number}{'个工作日' if only_working else '日'}（{why}）")

    def roll(self, day: date) -> Iterator[TraceDay]:
        """The days to which an end on a day off is put off."""
        while self.paused(day) or not self.calendar.is_working(day):
            reason = "暂停计时" if self.paused(day) else self.calendar.why(day)
            day += DAY
            yield self.row(day, "rolled", None, f"前一日{reason}，期限顺延到这一天（{self.calendar.why(day)}）")


def trace(
    start: date,
    amount: int,
    unit: str,
    pauses: Iterable[PauseSpan],
    extension_days: int,
    calendar: WorkCalendar,
    rolls: bool,
) -> list[TraceDay]:
    """Every day from the event to the due day, which is the last row; arguments as for `due_day`."""
    walk = Walk(calendar, merged(pauses))
    if unit == MONTHS:
        amount = (months_after(start, amount) - start).days
    rows = [walk.row(start, "start", None, "起算事件发生的当日，不计入")]
    rows += walk.count(start, amount, unit == WORKING_DAYS, "counted")
    if rolls:
        rows += walk.roll(rows[-1].day)
    if extension_days:
        rows += walk.count(rows[-1].day, extension_days, False, "extension")
        rows += walk.roll(rows[-1].day) if rolls else ()
    return rows
