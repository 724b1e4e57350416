"""Excel workbooks that people fill in: a template to download, its rows as values or as faults by cell, a marked copy.

    BOOK = Template("staff", 1, "评估人员名册", (Column("name", "姓名", required=True), …))
    blank(BOOK)                     -> bytes of the template, its code and version on a hidden sheet
    read(BOOK, content)             -> Reading(rows=[Row(2, {"name": …})], faults=[Fault(3, "姓名", "…")])
    marked(BOOK, content, faults)   -> bytes: the file as sent, what is wrong marked and said behind the row

A file as a whole that cannot be taken raises `WrongFile`, whose text is a sentence. What people send is opened in a
process of its own with bounded memory and time (`opening`): a file of a few kilobytes can ask for half a terabyte.
"""

from documents.workbooks.columns import Column, Kind, Template
from documents.workbooks.faults import Fault, WrongFile
from documents.workbooks.opening import Limits, rows_of
from documents.workbooks.reading import Reading, Row, read
from documents.workbooks.writing import blank, marked

__all__ = [
    "Column",
    "Fault",
    "Kind",
    "Limits",
    "Reading",
    "Row",
    "Template",
    "WrongFile",
    "blank",
    "marked",
    "read",
    "rows_of",
]
