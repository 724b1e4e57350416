"""Opens a workbook in a process of its own: memory, time and crashes are the child's. Run by its path, not imported.

stdin: the file; argv[1]: JSON {sheets, copied, rows, columns, longest, memory, seconds}. stdout: lines of JSON, for
each sheet asked for (the first, where none is named) {"sheet", "merged", "formulas", "height", "copied"} and
{"rows": [[…], …]}, last {"end": true}; {"wrong": code} where the file cannot be read. A day is {"d": iso}; a text is
cut behind what any cell may hold. The sheet named by `copied` comes as text for COPY: {"head": […]}, then
{"copy": bytes, "count": rows} with so many bytes behind it; first the row's number, rows that are empty left out; what
is no text as U+0001 and its JSON.
"""

import datetime
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from itertools import islice
from posixpath import basename, join
from typing import IO, Any
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineWorkbook

BATCH, COPIED, SPOILED = 200, 1000, 1000
MARK = "\x01"
# What COPY's text gives a meaning to, and two signs that no cell may hold.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": "\x02", MARK: "\x02"})
TELLING = re.compile(r"[\\\n\r\x00\x01]")
FORMULA = re.compile(rb"<f[\s/>]")
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def say(**said: Any) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")


def cell(value: Any, longest: int) -> Any:
    if isinstance(value, str):
        return value[: longest + 1]
    if isinstance(value, datetime.date):  # a moment is a date, too
        return {"d": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    return value


def for_copy(row: list[Any], longest: int) -> str:
    """The cells of a row with tabs between them; most rows are plain text and shorter than one cell may be."""
    try:
        plain = "\t".join(row)
    except TypeError:
        plain = MARK
    if len(plain) <= longest and plain.count("\t") == len(row) - 1 and not TELLING.search(plain):
        return plain
    return "\t".join(one_for_copy(value, longest) for value in row)


def one_for_copy(value: Any, longest: int) -> str:
    if isinstance(value, str):
        return value[: longest + 1].translate(ESCAPES)
    return MARK + json.dumps(cell(value, longest)).replace("\\", "\\\\")


def copy_out(rows: Iterator[list[Any]], longest: int) -> None:
    numbered = ((number, row) for number, row in enumerate(rows, 2) if any(row))
    while batch := list(islice(numbered, COPIED)):
        text = "".join(f"{number}\t{for_copy(row, longest)}\n" for number, row in batch).encode()
        say(copy=len(text), count=len(batch))
        sys.stdout.buffer.write(text)


def part_of(archive: zipfile.ZipFile, name: str) -> str:
    """The file inside the archive that holds the sheet of that name; "" where that cannot be told."""
    for row in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if row.tag.endswith("}sheet") and row.get("name") == name:
            wanted = row.get(RELATION)
            for found in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels")):
                if found.get("Id") == wanted:
                    target = found.get("Target", "")
                    return target.lstrip("/") if target.startswith("/") else join("xl", target)
    return ""


def holds_formula(sheet: IO[bytes]) -> bool:
    """A look before the dear reading; drop-downs (`formula1`) are no formulas. A tag may lie across two pieces."""
    rest = b""
    while piece := sheet.read(1 << 20):
        if FORMULA.search(rest + piece):
            return True
        rest = piece[-2:]
    return False


def formulas(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Places such as B3 that hold formulas, the first of them."""
    with archive.open(part) as sheet:
        if not holds_formula(sheet):
            return []
    found: list[str] = []
    here = [""]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            here[0] = attributes.get("r", "")
        elif tag == "f" and len(found) < SPOILED:
            found.append(here[0])

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    with archive.open(part) as sheet:
        parser.ParseFile(sheet)
    return [place for place in found if re.fullmatch(r"[A-Z]{1,3}\d{1,7}", place)]


def sheet_out(book: CalamineWorkbook, archive: zipfile.ZipFile, name: str, asked: dict[str, Any]) -> bool:
    sheet = book.get_sheet_by_name(name)
    left = sheet.start[1] if sheet.start else 0
    part = part_of(archive, name)
    copied, found = name == asked["copied"], formulas(archive, part) if part else []
    merged = (sheet.merged_cell_ranges or [])[:SPOILED]
    say(sheet=name, merged=merged, formulas=found, height=sheet.total_height, copied=copied)
    if sheet.total_height > asked["rows"]:
        say(wrong="rows")
        return False
    rows = (([""] * left + row)[: asked["columns"]] for row in sheet.iter_rows())
    if copied:
        say(head=[cell(value, asked["longest"]) for value in next(rows, [])])
        copy_out(rows, asked["longest"])
        return True
    short = ([cell(value, asked["longest"]) for value in row] for row in rows)
    while batch := list(islice(short, BATCH)):
        say(rows=batch)
    return True


def main() -> None:
    asked = json.loads(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (asked["memory"], asked["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (asked["seconds"], asked["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = CalamineWorkbook.from_filelike(sys.stdin.buffer)
        archive = zipfile.ZipFile(sys.stdin.buffer)
        for name in asked["sheets"] or book.sheet_names[:1]:
            if name in book.sheet_names and not sheet_out(book, archive, name, asked):
                return
        say(end=True)
    except MemoryError:
        say(wrong="large")
    except Exception as error:
        say(wrong="broken", detail=f"{type(error).__name__} {basename(str(error))[:100]}")


main()
