"""GB/T 2260 codes as python-stdnum ships them: read at run time, never copied. Pure apart from reading the file.

A line `  0107 county="[1983-1998]南山矿区,[1999-2001]南泉区,[2002-]达坂城区"` under `65 province=…` tells the names
that a code has had and their years; a code whose last period has ended is abolished.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files

_PROVINCE = re.compile(r"^(\d\d) ")
_DIVISION = re.compile(r'^\s+(\d{4}) county="([^"]+)"')
_NAME = re.compile(r"^(?:\[(\d{4})?-(\d{4})?\])?(.+)$")


@dataclass(frozen=True)
class Division:
    """One code with its latest name; `valid` is False for an abolished one."""

    code: str
    name: str
    valid: bool


def shipped() -> list[Division]:
    """All divisions of the installed python-stdnum."""
    text = files("stdnum").joinpath("cn/loc.dat").read_text(encoding="utf-8")
    return list(parse(text.splitlines()))


def parse(lines: Iterable[str]) -> Iterator[Division]:
    """Divisions in the order of the file."""
    province = ""
    for line in lines:
        if found := _PROVINCE.match(line):
            province = found.group(1)
        elif found := _DIVISION.match(line):
            name, valid = _latest(found.group(2))
            yield Division(province + found.group(1), name, valid)


def _latest(names: str) -> tuple[str, bool]:
    found = _NAME.match(names.split(",")[-1])
    if found is None:
        raise ValueError(f"行政区划数据的格式无法识别：{names!r}")
    return found.group(3), found.group(2) is None
