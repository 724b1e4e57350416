"""Workbooks that people fill in: every cell is a value or a fault at its place; no file harms who opens it."""

import io
import time
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from documents import workbooks
from documents.workbooks import Column, Fault, Kind, Template, WrongFile, opening

BOOK = Template(
    "trial",
    2,
    "试用名册",
    (
        Column("name", "姓名", required=True, longest=20),
        Column("code", "编号"),
        Column("post", "岗位", Kind.CHOICE, required=True, choices={"护士": "nurse", "医师": "doctor"}),
        Column("since", "起始日期", Kind.DAY),
        Column("contract", "劳动合同", Kind.YES_NO),
        Column("visits", "次数", Kind.WHOLE),
        Column("fee", "金额", Kind.AMOUNT),
    ),
    rows_limit=50,
)
GOOD = ["王秀英", "A-1", "护士", date(2026, 3, 2), "是", 3, 12.5]


def sheet_of(content: bytes, name: str = BOOK.title) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def filled(*rows: Sequence[Any], change: Any = None) -> bytes:
    """The template as somebody fills it in; `change` works on the workbook."""
    book = openpyxl.load_workbook(io.BytesIO(workbooks.blank(BOOK)))
    for row in rows:
        book[BOOK.title].append(list(row))
    if change:
        change(book)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def faults_of(*rows: Sequence[Any], change: Any = None) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in workbooks.read(BOOK, filled(*rows, change=change)).faults]


def with_cell(place: str, value: Any) -> Any:
    def change(book: Any) -> None:
        book[BOOK.title][place] = value

    return change


def test_a_filled_template_is_read_as_values() -> None:
    found = workbooks.read(BOOK, filled(GOOD, [], ["李四", None, "医师", None, None, None, None]))

    assert found.faults == []
    assert [row.row for row in found.rows] == [2, 4]
    assert found.rows[0].values == {
        "name": "王秀英", "code": "A-1", "post": "nurse", "since": date(2026, 3, 2),
        "contract": True, "visits": 3, "fee": Decimal("12.50"),
    }  # fmt: skip
    assert found.rows[1].values["since"] is None and found.rows[1].values["code"] == ""


@pytest.mark.parametrize("text", ["2026-3-2", "2026/03/02", "2026年3月2日", "2026.3.2", "20260302"])
def test_a_day_written_as_text_is_a_day(text: str) -> None:
    found = workbooks.read(BOOK, filled([*GOOD[:3], text]))

    assert found.rows[0].values["since"] == date(2026, 3, 2)


def test_every_wrong_cell_of_every_row_is_told_at_its_place() -> None:
    wrong = ["", 1234567890123456789, "护工", "2026-02-30", "也许", 1.5, "1.005"]

    found = faults_of(wrong, GOOD, ["王" * 21, "", "", 45000, "是", "三", "x"])

    heads = [column.head for column in BOOK.columns]
    assert [place for place in found if place[0] == 2] == [(2, head) for head in heads]
    assert [head for row, head in found if row == 4] == ["姓名", "岗位", "起始日期", "次数", "金额"]
    assert not [place for place in found if place[0] == 3]


def test_a_formula_is_not_taken_for_what_it_last_came_to() -> None:
    assert faults_of(GOOD, change=with_cell("B2", "=1+1")) == [(2, "编号")]


def test_merged_cells_are_told_row_by_row() -> None:
    def merge(book: Any) -> None:
        book[BOOK.title].merge_cells("A2:A3")

    assert faults_of(GOOD, GOOD, change=merge) == [(2, "姓名"), (3, "姓名")]


def test_something_outside_the_template_is_told() -> None:
    assert faults_of(GOOD, change=with_cell("K2", "备注")) == [(2, "第 11 列")]


def renamed(book: Any) -> None:
    book[BOOK.title].title = "别的"


def of_version(version: str) -> Any:
    def change(book: Any) -> None:
        book["_模板"]["B1"] = version

    return change


WRONG_COPIES = [
    (with_cell("A1", "名字"), "不认识的列：名字；缺少的列：姓名"),
    (with_cell("B1", "姓名"), "重复的列：姓名"),
    (with_cell("H1", "备注"), "不认识的列：备注"),
    (of_version("1"), "模板已经更新为第 2 版"),
    (renamed, "没有“试用名册”工作表"),
    (lambda book: book.remove(book["_模板"]), "不是“试用名册”的模板"),
    (with_cell("A60", "远处"), "超过 51 行"),
    (lambda book: book[BOOK.title].delete_rows(2, 9), "没有填写内容"),
]


@pytest.mark.parametrize(("change", "sentence"), WRONG_COPIES)
def test_what_is_no_copy_of_the_template_is_told_in_a_sentence(change: Any, sentence: str) -> None:
    with pytest.raises(WrongFile, match=sentence):
        workbooks.read(BOOK, filled(GOOD, change=change))


def test_a_copy_of_another_template_is_called_by_its_name() -> None:
    other = Template("other", 2, "护理记录", BOOK.columns)

    with pytest.raises(WrongFile, match="文件是“护理记录”的模板，这里要的是“试用名册”"):
        workbooks.read(BOOK, workbooks.blank(other, [GOOD]))


def test_the_marked_copy_says_what_is_wrong_and_is_read_again_after_correction() -> None:
    content = filled(GOOD, ["=HYPERLINK(1)", "B", "护工", "昨天"])
    reading = workbooks.read(BOOK, content)

    copy = workbooks.marked(BOOK, content, reading.faults)

    sheet = sheet_of(copy)
    assert "岗位：只能填：护士、医师。；起始日期：应为日期" in sheet["H3"].value
    assert sheet["H2"].value is None
    assert sheet["C3"].fill.start_color.rgb == "FFFFC7CE" and sheet["B3"].fill.start_color.rgb != "FFFFC7CE"
    assert sheet["D2"].value == datetime(2026, 3, 2)
    sheet.parent[BOOK.title]["A3"], sheet["C3"], sheet["D3"] = "李四", "医师", "2026-03-03"
    held = io.BytesIO()
    sheet.parent.save(held)
    again = workbooks.read(BOOK, held.getvalue())
    assert (again.faults, [row.row for row in again.rows]) == ([], [2, 3])


def test_text_that_looks_like_a_formula_stays_text_in_the_copy() -> None:
    def change(book: Any) -> None:
        book[BOOK.title]["B2"].data_type = "s"

    content = workbooks.blank(BOOK, [["=cmd|' /C calc'!A0", "", "护工"]])
    faults = workbooks.read(BOOK, content).faults

    assert sheet_of(workbooks.marked(BOOK, content, faults))["A2"].data_type == "s"


def test_the_template_offers_choices_and_says_what_is_required() -> None:
    sheet = sheet_of(workbooks.blank(BOOK))

    assert [cell.value for cell in sheet[1]] == ["姓名*", "编号", "岗位*", "起始日期", "劳动合同", "次数", "金额"]
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"护士,医师"', '"是,否"']
    assert sheet.parent["_模板"].sheet_state == "veryHidden"


def far_apart() -> bytes:
    """A few kilobytes whose two cells span half a terabyte when the sheet is laid out."""
    return filled(GOOD, change=with_cell("XFD1048576", "x"))


def unpacking(megabytes: int) -> bytes:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(megabytes):
            part.write(b"0" * 1024 * 1024)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "不是有效的 Excel"),
        (b"not a workbook", "不是有效的 Excel"),
        (b"PK\x03\x04" + b"\0" * 200, "不是有效的 Excel"),
        (opening.OLD + b"\0" * 200, "旧版 Excel（xls）或者设有密码"),
        (filled(GOOD)[:3000], "不是有效的 Excel"),
        (unpacking(1), "不是有效的 Excel"),
        (unpacking(301), "展开后超过 300 MB"),
    ],
    ids=["empty", "text", "head", "xls", "cut", "no-parts", "bomb"],
)
def test_a_file_that_is_no_workbook_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(WrongFile, match=sentence):
        workbooks.read(BOOK, content)


def test_a_small_file_that_asks_for_half_a_terabyte_is_refused_and_harms_nobody() -> None:
    content = far_apart()
    assert len(content) < 20_000

    began = time.monotonic()
    with pytest.raises(WrongFile, match="很远的右侧、下方"):
        workbooks.read(BOOK, content)
    assert time.monotonic() - began < 20


def test_a_text_repeated_thousands_of_times_does_not_fill_the_memory() -> None:
    """One long shared text that every cell points to: gigabytes when each cell gets its own copy."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3000))
    held = io.BytesIO(filled(GOOD))
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/sharedStrings.xml", f"<sst><si><t>{'x' * 1_000_000}</t></si></sst>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{rows}</sheetData></worksheet>")
    with pytest.raises(WrongFile, match="读不出来"):
        workbooks.read(BOOK, held.getvalue())


def test_rows_of_any_workbook_stand_where_the_sheet_has_them() -> None:
    book = openpyxl.Workbook()
    book.active["B3"] = "x"
    held = io.BytesIO()
    book.save(held)

    assert list(workbooks.rows_of(held.getvalue())) == [["", ""], ["", ""], ["", "x"]]


def test_faults_read_as_sentences() -> None:
    assert str(Fault(3, "姓名", "必须填写。")) == "第 3 行“姓名”：必须填写。"
