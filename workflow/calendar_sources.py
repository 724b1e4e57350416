"""The only place that asks the two calendar libraries: to fill the tables, never to count a day.

`chinesecalendar` holds the arrangements that the State Council announced; `holidays` knows for later years which days
the law fixes (全国年节及纪念日放假办法). Of its guesses only those days are taken: no make-up days, no shifted
weekends.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import chinese_calendar
import holidays

from workflow.rules.calendar_file import HOLIDAY, MAKEUP, ListedDay

FIRST, LAST = 2004, 2040
NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
ANNOUNCED = "国务院办公厅关于{year}年部分节假日安排的通知"
PROVISIONAL = "全国年节及纪念日放假办法（国务院办公厅尚未公布{year}年安排）"


@dataclass(frozen=True, slots=True)
class BuiltinYear:
    number: int
    announced: bool
    source: str
    days: tuple[ListedDay, ...]


def last_announced() -> int:
    """The last year whose arrangement the library holds."""
    return max(day.year for day in chinese_calendar.holidays)


def builtin_years() -> Iterator[BuiltinYear]:
    """Every year from 2004 to 2040, announced as far as the library goes, provisional after."""
    known = last_announced()
    for year in range(FIRST, LAST + 1):
        announced = year <= known
        days = announced_days(year) if announced else statutory(year)
        source = (ANNOUNCED if announced else PROVISIONAL).format(year=year)
        yield BuiltinYear(year, announced, source, tuple(sorted(days)))


def announced_days(year: int) -> Iterator[ListedDay]:
    """Days off and make-up days of a year that was announced."""
    for kind, table in ((HOLIDAY, chinese_calendar.holidays), (MAKEUP, chinese_calendar.workdays)):
        for day, name in table.items():
            if day.year == year:
                yield ListedDay(day, kind, NAMES[name])


def statutory(year: int) -> Iterator[ListedDay]:
    """The days off that the law fixes for a year."""
    fixed: dict[date, str] = holidays.country_holidays("CN", years=year, observed=False, language="zh_CN")
    for day in sorted(fixed):
        yield ListedDay(day, HOLIDAY, fixed[day].replace("; ", "、"))
