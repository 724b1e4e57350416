"""The workbook: its columns, and what the cells of a row say, before anything is asked of the database."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from care.models import ServiceRecord
from care.rules.records import LONGEST
from documents.workbooks import Column, Fault, Kind, Template, WrongFile, cells
from documents.workbooks.opening import Limits, Sheet

SHANGHAI = ZoneInfo("Asia/Shanghai")
ROWS = 200_000
PLACES = {label: code for code, label in ServiceRecord.Place.choices}
IDENTITIES = {label: code for code, label in ServiceRecord.Identity.choices}
OUTSIDE = "目录外:"
ITEM = re.compile(r"(?P<code>[^×xX*\s]+)(?:[×xX*](?P<times>\d{1,3}))?$")
SEPARATORS = re.compile(r"[、,，;；\s]+")
MOMENT = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T](\d{1,2}):(\d{2})(?::\d{2})?$")

BOOK = Template(
    "service_records",
    1,
    "服务记录",
    (
        Column("client_key", "记录编号", required=True, longest=80, hint="本机构自己的编号，同一编号只收一次。"),
        Column("id_number", "参保人证件号码", required=True, longest=20),
        Column("person", "参保人姓名", required=True, longest=60),
        Column("carer", "服务人员编码", required=True, longest=32, hint="名册中的医保人员编码。"),
        Column("started", "开始时间", required=True, hint="如 2026-04-06 08:00。"),
        Column("ended", "结束时间", required=True, hint="如 2026-04-06 08:40。"),
        Column("place", "地点", kind=Kind.CHOICE, required=True, choices=PLACES),
        Column("identity", "身份核验", kind=Kind.CHOICE, required=True, choices=IDENTITIES),
        Column(
            "items",
            "服务内容",
            required=True,
            longest=500,
            hint="项目代码×次数，几项用顿号分开；目录外写“目录外:名称”。",
        ),
        Column("signed_by", "签名人", required=True, longest=60),
    ),
    notes=("一行是一次服务。文件整份收或者整份退，退回时在副本中标明每一处错误。",),
    rows_limit=ROWS,
)
HEADS = [column.head for column in BOOK.columns]
LIMITS = Limits(rows=ROWS + 1, columns=30, longest=500, seconds=120)


@dataclass(frozen=True, slots=True)
class Line:
    """One row as its cells say it; moments with their zone, items as (code, name, times)."""

    row: int
    client_key: str
    id_number: str
    person: str
    carer: str
    started: datetime
    ended: datetime
    place: str
    identity: str
    items: tuple[tuple[str, str, int], ...]
    signed_by: str

    @property
    def served_on(self) -> date:
        return self.started.date()


def spoiled_cells(sheet: Sheet) -> dict[int, tuple[str, str]]:
    """Rows with merged cells or formulas: the head of the first such cell, and why it is not read."""
    from documents.workbooks.reading import FORMULA, MERGED

    found: dict[int, tuple[str, str]] = {}
    for (top, left), (bottom, _) in sheet.merged:
        for row in range(top + 1, min(bottom, ROWS) + 2):
            found[row] = (_head(left), MERGED)
    for place in sheet.formulas:
        letters = place.rstrip("0123456789")
        number = 0
        for letter in letters:
            number = number * 26 + ord(letter) - ord("A") + 1
        found[int(place[len(letters) :])] = (_head(number - 1), FORMULA)
    return found


def _head(place: int) -> str:
    return HEADS[place] if place < len(HEADS) else f"第 {place + 1} 列"


def order(head: Sequence[Any]) -> list[int]:
    """Where each column stands; raises WrongFile naming the columns that are unknown, missing or twice there."""
    from documents.workbooks.reading import headings

    places = {column.name: place for place, column in headings(BOOK, head).items()}
    return [places[column.name] for column in BOOK.columns]


def line_of(number: int, row: Sequence[Any], now: datetime) -> Line | list[Fault]:
    """A row, its cells in the order of the template, as a line or as everything that is wrong with it."""
    faults: list[Fault] = []
    values = [_read(number, place, cell, faults) for place, cell in enumerate(row)]
    if faults:
        return faults
    line = Line(number, *values)
    faults = [Fault(number, head, message) for head, message in _hours(line, now)]
    return faults or line


def _read(number: int, place: int, cell: Any, faults: list[Fault]) -> Any:
    try:
        if cell == "" or cell is None:
            raise ValueError("必须填写。")
        return READERS[place](cell)
    except ValueError as error:
        faults.append(Fault(number, HEADS[place], str(error)))
        return None


def _hours(line: Line, now: datetime) -> Iterator[tuple[str, str]]:
    if line.ended <= line.started:
        yield "结束时间", "结束时间须晚于开始时间。"
    elif line.ended - line.started > LONGEST:
        yield "结束时间", "一次服务不能超过24小时，请分日登记。"
    if line.ended > now:
        yield "结束时间", "不能登记将来的服务。"


def moment(cell: Any) -> datetime:
    """A date cell with its time, or text such as 2026-04-06 08:00; local time of China."""
    if isinstance(cell, datetime):
        return _whole_minute(cell)
    found = MOMENT.match(cell.strip()) if isinstance(cell, str) else None
    if found is None:
        raise ValueError("应为日期和时间，如 2026-04-06 08:00。")
    year, month, day, hour, minute = (int(part) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)
    except ValueError:
        raise ValueError("没有这个日期或者时间，请核对。") from None


def _whole_minute(cell: datetime) -> datetime:
    """A sheet keeps moments as fractions of a day, which may fall a little short of the minute."""
    rounded = cell + timedelta(seconds=30)
    return rounded.replace(second=0, microsecond=0, tzinfo=SHANGHAI)


@lru_cache(maxsize=4096)
def items_of(text: str) -> tuple[tuple[str, str, int], ...]:
    found = []
    for part in SEPARATORS.split(text.strip()):
        if part.startswith((OUTSIDE, "目录外：")):
            if not part[len(OUTSIDE) :]:
                raise ValueError("目录外服务须写明名称。")
            found.append(("", part[len(OUTSIDE) :][:80], 1))
        elif part:
            match = ITEM.match(part)
            times = int(match["times"] or 1) if match else 0
            if match is None or times == 0:
                raise ValueError(f"“{part[:40]}”看不懂，应为项目代码×次数。")
            found.append((match["code"][:40], "", times))
    if not found:
        raise ValueError("必须填写。")
    return tuple(found)


def _words(longest: int) -> Callable[[Any], str]:
    def read(cell: Any) -> str:
        if isinstance(cell, str) and len(cell) <= longest and cell.isprintable():
            return cell.strip()
        return cells.words(cell, longest)

    return read


def _choice(known: dict[str, str]) -> Callable[[Any], str]:
    def read(cell: Any) -> str:
        return known[cell] if cell in known else cells.choice(cell, known)  # type: ignore[no-any-return]

    return read


def _items(cell: Any) -> tuple[tuple[str, str, int], ...]:
    return items_of(cells.words(cell, 500))


READERS: tuple[Callable[[Any], Any], ...] = (
    _words(80),
    _words(20),
    _words(60),
    _words(32),
    moment,
    moment,
    _choice(PLACES),
    _choice(IDENTITIES),
    _items,
    _words(60),
)

__all__ = ["BOOK", "LIMITS", "Line", "WrongFile", "line_of", "order"]
