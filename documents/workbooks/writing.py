"""The template to be downloaded, and the copy of a file with what is wrong marked in it."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from documents.workbooks import cells
from documents.workbooks.columns import SAID, Kind, Template
from documents.workbooks.faults import Fault
from documents.workbooks.opening import opened
from documents.workbooks.reading import MARK_SHEET, data_sheet, limits_of

WIDEST_LIST = 250  # characters that a list of choices may have in a cell's rule
HEAD = {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}
WRONG = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
PLAIN = {"num_format": "@"}
DAY = {"num_format": "yyyy-mm-dd"}


class _Book:
    """A workbook with the template's head, hidden mark and notes; rows follow one after the other."""

    def __init__(self, template: Template, *, said: bool = False) -> None:
        self.template, self.held = template, io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(self.held, options)
        self.formats = {
            name: self.book.add_format(look)
            for name, look in (
                ("head", HEAD), ("plain", PLAIN), ("day", DAY), ("wrong", PLAIN | WRONG), ("wrong_day", DAY | WRONG)
            )
        }  # fmt: skip
        self.sheet = self.book.add_worksheet(template.title)
        self._head(said)
        self._notes()
        self._mark()

    def _head(self, said: bool) -> None:
        last = self.template.rows_limit
        for place, column in enumerate(self.template.columns):
            name = column.head + ("*" if column.required else "")
            self.sheet.write_string(0, place, name, self.formats["head"])
            width = max(12, min(30, 2 * len(name) + 2))
            self.sheet.set_column(place, place, width, self.formats["day" if column.kind == Kind.DAY else "plain"])
            if column.offered and len(",".join(column.offered)) <= WIDEST_LIST:
                self.sheet.data_validation(1, place, last, place, {"validate": "list", "source": list(column.offered)})
        if said:
            self.sheet.write_string(0, len(self.template.columns), SAID, self.formats["head"])
            self.sheet.set_column(len(self.template.columns), len(self.template.columns), 60)
        self.sheet.freeze_panes(1, 1)

    def _notes(self) -> None:
        notes = self.book.add_worksheet("填写说明")
        notes.set_column(0, 0, 18)
        notes.set_column(1, 1, 90)
        lines = [("带 * 的列", "必须填写。列名和工作表名称请不要改动，不要合并单元格，不要使用公式。")]
        lines += [(f"说明 {number}", note) for number, note in enumerate(self.template.notes, 1)]
        for column in self.template.columns:
            offered = f"可填：{'、'.join(column.offered)}。" if column.offered else ""
            form = "日期，如 2026-03-02。" if column.kind == Kind.DAY else ""
            lines.append((column.head, f"{'必填。' if column.required else ''}{form}{column.hint}{offered}"))
        for number, (name, text) in enumerate(lines):
            notes.write_string(number, 0, name)
            notes.write_string(number, 1, text)

    def _mark(self) -> None:
        mark = self.book.add_worksheet(MARK_SHEET)
        for place, text in enumerate((self.template.code, str(self.template.version), self.template.title)):
            mark.write_string(0, place, text)
        mark.very_hidden()

    def row(self, number: int, row: Sequence[Any], faults: dict[str, str]) -> None:
        """Row `number` as the spreadsheet counts; `faults` by head of the column."""
        for place, column in enumerate(self.template.columns):
            self._cell(number - 1, place, row[place] if place < len(row) else "", column.head in faults)
        if faults:
            told = "；".join(f"{head}：{message}" for head, message in faults.items())
            self.sheet.write_string(number - 1, len(self.template.columns), told)

    def _cell(self, row: int, place: int, cell: Any, wrong: bool) -> None:
        if isinstance(cell, date) and not (isinstance(cell, datetime) and cell.year < 1900):
            return self.sheet.write_datetime(row, place, cell, self.formats["wrong_day" if wrong else "day"])
        text = cells.plain(cell)
        if text or wrong:
            return self.sheet.write_string(row, place, text, self.formats["wrong" if wrong else "plain"])
        return None

    def content(self) -> bytes:
        self.book.close()
        return self.held.getvalue()


def blank(template: Template, rows: Iterable[Sequence[Any]] = ()) -> bytes:
    """The template as it is downloaded; `rows`: values in the order of the columns, where some are given already."""
    book = _Book(template)
    for number, row in enumerate(rows, 2):
        book.row(number, row, {})
    return book.content()


def marked(template: Template, content: bytes, faults: Iterable[Fault]) -> bytes:
    """The rows as sent, faulty cells red, what is wrong said behind the row; to be put right and sent again."""
    by_row: dict[int, dict[str, str]] = {}
    for fault in faults:
        by_row.setdefault(fault.row, {})[fault.column] = fault.message
    book = _Book(template, said=True)
    with opened(content, [MARK_SHEET, template.title], limits_of(template)) as sent:
        source = iter(data_sheet(template, sent).rows)
        heads = [cells.plain(cell).removesuffix("*").strip() for cell in next(source, [])]
        order = [heads.index(column.head) if column.head in heads else len(heads) for column in template.columns]
        for number, row in enumerate(source, 2):
            held = [row[place] if place < len(row) else "" for place in order]
            book.row(number, held, by_row.get(number, {}))
    return book.content()
