"""Opens a workbook in a process of its own: memory, time and crashes are the child's. Run by its path, not imported.

stdin: the file; argv[1]: JSON {sheets, rows, columns, longest, memory, seconds}. stdout: lines of JSON, for each sheet
asked for (the first, where none is named) {"sheet", "merged", "formulas"} and {"rows": [[…], …]}, last {"end": true};
{"wrong": code} where the file cannot be read. A day is {"d": iso}; a text is cut behind what any cell may hold.
"""

import datetime
import json
import re
import resource
import sys
import zipfile
from itertools import islice
from posixpath import basename, join
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from python_calamine import CalamineWorkbook

BATCH, SPOILED = 200, 1000
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def say(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")


def cell(value: Any, longest: int) -> Any:
    if isinstance(value, str):
        return value[: longest + 1]
    if isinstance(value, datetime.date):  # a moment is a date, too
        return {"d": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    return value


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


def formulas(archive: zipfile.ZipFile, part: str) -> list[str]:
    """Places such as B3 that hold formulas, the first of them."""
    with archive.open(part) as sheet:
        if not any(b"<f" in piece for piece in iter(lambda: sheet.read(1 << 20), b"")):
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
    say(sheet=name, merged=(sheet.merged_cell_ranges or [])[:SPOILED], formulas=formulas(archive, part) if part else [])
    if sheet.total_height > asked["rows"]:
        say(wrong="rows")
        return False
    rows = ([""] * left + row for row in sheet.iter_rows())
    short = ([cell(value, asked["longest"]) for value in row[: asked["columns"]]] for row in rows)
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
