"""Reading a year's arrangement from a file (日期,类别,节日) and telling every mistake with its line. Pure.

Source of what a year must contain: 全国年节及纪念日放假办法; of make-up days: the State Council's yearly notice.
"""

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

HOLIDAY, MAKEUP = "holiday", "makeup"
KINDS = {HOLIDAY: HOLIDAY, MAKEUP: MAKEUP, "放假": HOLIDAY, "调休上班": MAKEUP, "上班": MAKEUP}
HEADER = ("day", "kind", "name")
HEADERS = (HEADER, ("日期", "类别", "节日"))
SATURDAY = 5
DECEMBER = 12
DAY = timedelta(days=1)
SAME_FESTIVAL = timedelta(days=8)  # 元旦 may stand at both ends of a year
NO_FORTNIGHT_OFF = 14  # the longest spell of days off ever announced is 10 days (春节 2020)


@dataclass(frozen=True, slots=True, order=True)
class ListedDay:
    """A day that is not what its weekday says: `kind` holiday or makeup, `name` the festival."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong and where; `line` counts from 1, 0 for the file as a whole."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"第{self.line}行：{self.reason}" if self.line else f"整个文件：{self.reason}"


def read(text: str, year: int, statutory: Collection[ListedDay]) -> tuple[list[ListedDay], list[Mistake]]:
    """The days of the file and all its mistakes; only a file without a mistake may be loaded.

    `statutory`: the days that the law fixes for `year`. Days of the December before may be listed with the year whose
    notice arranges them (the New Year's holiday often begins there).
    """
    rows = list(csv.reader(text.lstrip("\ufeff").splitlines()))
    if not rows or tuple(cell.strip() for cell in rows[0]) not in HEADERS:
        return [], [Mistake(1, "第一行应为表头：day,kind,name（或 日期,类别,节日）")]
    lines: dict[date, tuple[int, ListedDay]] = {}
    mistakes: list[Mistake] = []
    for number, cells in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in cells):
            mistakes += _take(number, [cell.strip() for cell in cells], year, lines)
    if not mistakes:
        mistakes += _whole(lines, year, statutory)
    return sorted(row for _, row in lines.values()), mistakes


def _take(number: int, cells: list[str], year: int, lines: dict[date, tuple[int, ListedDay]]) -> Iterator[Mistake]:
    if len(cells) != len(HEADER):
        yield Mistake(number, f"应有3列（日期、类别、节日），这一行有{len(cells)}列")
        return
    try:
        day = date.fromisoformat(cells[0])
    except ValueError:
        yield Mistake(number, f"“{cells[0]}”不是日期，应写成 2027-02-06 的形式")
        return
    row = ListedDay(day, KINDS.get(cells[1], ""), cells[2])
    reason = _wrong(row, cells[1], year, lines)
    if reason:
        yield Mistake(number, reason)
    else:
        lines[day] = (number, row)


def _wrong(row: ListedDay, kind: str, year: int, lines: dict[date, tuple[int, ListedDay]]) -> str:
    if row.day.year != year and not (row.day.year == year - 1 and row.day.month == DECEMBER):
        return f"{row.day} 不属于{year}年的放假安排"
    if not row.kind:
        return f"不认识的类别“{kind}”，应为 holiday（放假）或 makeup（调休上班）"
    if not row.name:
        return "没有写节日名称"
    if row.day in lines:
        return f"{row.day} 与第{lines[row.day][0]}行重复"
    if row.kind == MAKEUP and row.day.weekday() < SATURDAY:
        return f"{row.day} 是星期{'一二三四五'[row.day.weekday()]}，调休上班日只能是周六或周日"
    return ""


def _whole(lines: dict[date, tuple[int, ListedDay]], year: int, statutory: Collection[ListedDay]) -> Iterator[Mistake]:
    off = {day for day, (_, row) in lines.items() if row.kind == HOLIDAY}
    for fixed in sorted(statutory):
        if fixed.day not in off:
            yield Mistake(0, f"{year}年不完整，缺少法定节假日 {fixed.day}（{fixed.name}）")
    rest = Rest(off, {day for day, (_, row) in lines.items() if row.kind == MAKEUP})
    yield from _gaps(lines, rest)
    yield from _endless(rest, year)


@dataclass(frozen=True, slots=True)
class Rest:
    """Which days nobody works by the file."""

    off: Collection[date]
    makeup: Collection[date]

    def __contains__(self, day: date) -> bool:
        return day not in self.makeup and (day in self.off or day.weekday() >= SATURDAY)


def _gaps(lines: dict[date, tuple[int, ListedDay]], rest: Rest) -> Iterator[Mistake]:
    previous: dict[str, date] = {}
    for day in sorted(rest.off):
        number, row = lines[day]
        before = previous.get(row.name)
        if before is not None and day - before < SAME_FESTIVAL:
            missing = [gap for gap in _days(before + DAY, day - DAY) if gap not in rest]
            if missing:
                yield Mistake(number, f"{row.name}假期中间缺少 {missing[0]}，同一假期的日期必须连续")
        previous[row.name] = day


def _endless(rest: Rest, year: int) -> Iterator[Mistake]:
    run = 0
    for day in _days(date(year, 1, 1), date(year, 12, 31)):
        run = run + 1 if day in rest else 0
        if run == NO_FORTNIGHT_OFF:
            yield Mistake(0, f"到 {day} 为止连续{run}天没有工作日，请核对放假安排")


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))
