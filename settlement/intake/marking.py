"""The sender's file once more, with a last column that says what is wrong with each row. F1."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import xlsxwriter
from django.core.files.storage import default_storage

from documents import workbooks
from settlement.intake.staging import text
from settlement.models import ClaimBatch, Intake

SHOWN_ROWS = 200_000


def marked(intake: Intake) -> io.BytesIO:
    """A workbook; a cell that begins like a formula is written as text, so that nothing of the file is ever run."""
    said: dict[int, list[str]] = defaultdict(list)
    for error in intake.errors:
        said[error["row"]].append(f"{error['column']}：{error['message']}" if error["column"] else error["message"])
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("标注")
    red = book.add_format({"bg_color": "#F8D7DA"})
    with default_storage.open(intake.place, "rb") as file, closing(_rows(intake, file.read())) as rows:
        for number, cells in enumerate(rows, 1):
            if number > SHOWN_ROWS:
                break
            for place, cell in enumerate(cells):
                sheet.write_string(number - 1, place, text(cell), red if number in said else None)
            note = "问题" if number == 1 else "；".join(said.get(number, ()))
            sheet.write_string(number - 1, len(cells), note)
    book.close()
    stream.seek(0)
    return stream


def _rows(intake: Intake, content: bytes) -> Iterator[Sequence[Any]]:
    if intake.source != ClaimBatch.Source.CSV:
        yield from workbooks.rows_of(content)
        return
    try:
        decoded = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        decoded = content.decode("gb18030", errors="replace")
    yield from csv.reader(io.StringIO(decoded))
