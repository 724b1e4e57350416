"""A workbook that somebody sent, row by row: checked from outside, then opened by a child with bounded memory."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from documents.workbooks.faults import WrongFile

CHILD = Path(__file__).with_name("child.py")
OLD, ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
MANY_PARTS = 5000
MARK = "\x01"
BROKEN = "文件不是有效的 Excel（xlsx）文件。"
LARGE = "文件读不出来：内容过多或已损坏，或者在表格很远的右侧、下方还有内容。请使用模板重新填写。"


@dataclass(frozen=True)
class Limits:
    """Bytes unpacked; bytes of memory and seconds of the child; rows, columns, characters of a cell that are read."""

    unpacked: int = 300 * 1024 * 1024
    memory: int = 1024 * 1024 * 1024
    seconds: int = 60
    rows: int = 250_000
    columns: int = 100
    longest: int = 2000


@dataclass
class Sheet:
    """What is known of a sheet before its rows: ranges of merged cells, cells with formulas.

    `pieces`: of a sheet asked for as text for COPY, how many rows each piece holds and the piece (see `child`); its
    first row is the `head`.
    """

    name: str = ""
    merged: list[Any] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    height: int = 0
    rows: Iterator[list[Any]] = field(default_factory=lambda: iter(()))
    head: list[Any] = field(default_factory=list)
    pieces: Iterator[tuple[int, bytes]] = field(default_factory=lambda: iter(()))


def check(content: bytes, limits: Limits) -> None:
    """From outside: an xlsx that says of itself to be within bounds."""
    if content.startswith(OLD):
        raise WrongFile("文件是旧版 Excel（xls）或者设有密码，请另存为不加密的 xlsx 文件。")
    if not content.startswith(ZIP):
        raise WrongFile(BROKEN)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise WrongFile(BROKEN) from None
    if len(parts) > MANY_PARTS or sum(part.file_size for part in parts) > limits.unpacked:
        raise WrongFile(f"文件展开后超过 {limits.unpacked >> 20} MB，请分批导入。")


def rows_of(content: bytes, limits: Limits | None = None) -> Iterator[list[Any]]:
    """The rows of the first sheet."""
    with opened(content, [], limits or Limits()) as book:
        for sheet in book:
            yield from sheet.rows


@contextmanager
def opened(content: bytes, sheets: Sequence[str], limits: Limits, copied: str = "") -> Iterator[Iterator[Sheet]]:
    """The sheets named, in order, one of them as text for COPY; raises WrongFile where the file cannot be read."""
    check(content, limits)
    with TemporaryFile() as held:
        held.write(content)
        held.seek(0)
        asked = {**limits.__dict__, "sheets": list(sheets), "copied": copied}
        child = subprocess.Popen(
            [sys.executable, "-I", str(CHILD), json.dumps(asked)],
            stdin=held,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield _sheets(_lines(child, limits))
        finally:
            child.kill()
            child.wait()
            if child.stdout:
                child.stdout.close()


def _lines(child: "subprocess.Popen[bytes]", limits: Limits) -> Iterator[dict[str, Any]]:
    assert child.stdout is not None
    for line in child.stdout:
        said = json.loads(line)
        if said.get("wrong") == "rows":
            raise WrongFile(f"表格超过 {limits.rows} 行，请分成几个文件导入。")
        if "wrong" in said:
            raise WrongFile(LARGE if said["wrong"] == "large" else BROKEN)
        if "end" in said:
            return
        if "copy" in said:
            wanted = said["copy"]
            said["copy"] = child.stdout.read(wanted)
            if len(said["copy"]) < wanted:
                break
        yield said
    raise WrongFile(LARGE)


def _sheets(lines: Iterator[dict[str, Any]]) -> Iterator[Sheet]:
    """Each sheet must be read to its end before the next one is asked for."""
    ahead: list[dict[str, Any]] = []

    def rows() -> Iterator[list[Any]]:
        for said in lines:
            if "rows" not in said:
                ahead.append(said)
                return
            for row in said["rows"]:
                yield [_value(cell) for cell in row]

    def pieces() -> Iterator[tuple[int, bytes]]:
        for said in lines:
            if "copy" not in said:
                ahead.append(said)
                return
            yield said["count"], said["copy"]

    ahead += [said for said in [next(lines, None)] if said]
    while ahead:
        said = ahead.pop()
        sheet = Sheet(said["sheet"], said["merged"], said["formulas"], said["height"])
        if said["copied"]:
            sheet.head, sheet.pieces = next(lines)["head"], pieces()
        else:
            sheet.rows = rows()
        yield sheet


def value_of(text: str) -> Any:
    """A cell as COPY's text held it: a text, or after U+0001 the JSON of something else."""
    return _value(json.loads(text[1:])) if text.startswith(MARK) else text


def _value(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return "" if cell is None else cell
    text = cell["d"]
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
