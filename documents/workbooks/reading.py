"""The rows of a filled-in template: values, or everything that is wrong with them, each fault at its cell."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.workbooks import cells
from documents.workbooks.columns import SAID, Column, Template
from documents.workbooks.faults import Fault, WrongFile
from documents.workbooks.opening import Limits, Sheet, opened

MARK_SHEET = "_模板"
FORMULA = "单元格是公式，请改为填写内容本身。"
MERGED = "单元格是合并的，请取消合并后逐行填写。"
SPARE = 20  # columns behind the template's own in which something may stand by mistake


@dataclass(frozen=True)
class Row:
    """One row in the names of the template; `row` as the spreadsheet counts."""

    row: int
    values: dict[str, Any]


@dataclass
class Reading:
    """All rows without a fault, and the faults of the others."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(template: Template, content: bytes) -> Reading:
    """Raises WrongFile where the file is no copy of this template; a fault never hides the faults of other rows."""
    found = Reading()
    with opened(content, [MARK_SHEET, template.title], limits_of(template)) as book:
        sheet = data_sheet(template, book)
        for row in _read(template, sheet):
            if isinstance(row, Row):
                found.rows.append(row)
            else:
                found.faults += row
    if not found.rows and not found.faults:
        raise WrongFile("文件里没有填写内容。")
    return found


def limits_of(template: Template) -> Limits:
    longest = max(column.longest for column in template.columns)
    columns = len(template.columns) + SPARE
    return Limits(rows=template.rows_limit + 1, columns=columns, longest=max(longest, len(SAID) + 200))


def data_sheet(template: Template, book: Iterator[Sheet]) -> Sheet:
    """The sheet to be read, after the hidden one has said of which template and version the file is a copy."""
    mark = next(book, None)
    if mark is None or mark.name != MARK_SHEET:
        raise WrongFile(f"文件不是“{template.title}”的模板。请下载模板，填写后上传。")
    said = [cells.plain(cell) for row in mark.rows for cell in row if cells.plain(cell)]
    if said[:1] != [template.code]:
        other = said[2] if len(said) > 2 else "其他表格"
        raise WrongFile(f"文件是“{other[:30]}”的模板，这里要的是“{template.title}”。")
    if said[1:2] != [str(template.version)]:
        raise WrongFile(f"模板已经更新为第 {template.version} 版。请下载新模板，把内容粘贴过去再上传。")
    sheet = next(book, None)
    if sheet is None:
        raise WrongFile(f"文件里没有“{template.title}”工作表，请不要改工作表的名称。")
    return sheet


def _read(template: Template, sheet: Sheet) -> Iterator[Row | list[Fault]]:
    source = iter(sheet.rows)
    places = headings(template, next(source, []))
    spoiled = _spoiled(sheet, template)
    for number, row in enumerate(source, 2):
        if any(cells.plain(cell) for cell in row) or any(place in spoiled for place in _places(number, places)):
            yield _row(number, row, places, spoiled)


def headings(template: Template, row: Sequence[Any]) -> dict[int, Column]:
    """Position → column; raises WrongFile naming the columns that are unknown, missing or twice there."""
    names = [cells.plain(cell).removesuffix("*").strip() for cell in row]
    heads = template.heads
    wrong = {
        "不认识的列": [name[:20] for name in names if name and name not in heads and name != SAID],
        "缺少的列": [head for head in heads if head not in names],
        "重复的列": sorted({name for name in names if name in heads and names.count(name) > 1}),
    }
    told = [f"{what}：{'、'.join(found[:10])}" for what, found in wrong.items() if found]
    if told:
        raise WrongFile(f"首行的列名与模板不一致。{'；'.join(told)}。")
    return {place: heads[name] for place, name in enumerate(names) if name in heads}


def _row(
    number: int, row: Sequence[Any], places: Mapping[int, Column], spoiled: Mapping[tuple[int, int], str]
) -> Row | list[Fault]:
    values: dict[str, Any] = {}
    faults = []
    for place, column in places.items():
        try:
            if (number, place) in spoiled:
                raise ValueError(spoiled[number, place])
            values[column.name] = column.value(row[place] if place < len(row) else "")
        except ValueError as error:
            faults.append(Fault(number, column.head, str(error)))
    outside = [place for place, cell in enumerate(row) if place > max(places) + 1 and cells.plain(cell)]
    if outside:
        faults.append(Fault(number, f"第 {outside[0] + 1} 列", "模板以外的列里有内容，请删去。"))
    return faults or Row(number, values)


def _spoiled(sheet: Sheet, template: Template) -> dict[tuple[int, int], str]:
    """(row, position) → why the cell is not read: part of a merged range, or a formula."""
    found: dict[tuple[int, int], str] = {}
    lowest, widest = template.rows_limit + 1, len(template.columns) + SPARE
    for (top, left), (bottom, right) in sheet.merged:
        for row in range(top + 1, min(bottom, lowest) + 2):
            found |= {(row, place): MERGED for place in range(left, min(right, widest) + 1)}
    for name in sheet.formulas:
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", name).groups()  # type: ignore[union-attr]
        found[int(number), _place(letters)] = FORMULA
    return found


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _places(number: int, places: Iterable[int]) -> Iterator[tuple[int, int]]:
    return ((number, place) for place in places)
