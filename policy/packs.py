"""Reading the packs: national base and areas, each key a tuple of dated lines, checked as they are read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from policy import catalogue as catalogues
from policy import checking, yamlfile
from policy.areas import NATIONAL, is_area_code
from policy.catalogue import Catalogue, KeySpec
from policy.checking import Problem
from policy.lines import Line, freeze

ROOT = Path(__file__).parent

Pack = dict[str, tuple[Line, ...]]


class BadPolicyData(Exception):
    """The files cannot be relied on; `problems` says where and why."""

    def __init__(self, problems: list[Problem]):
        super().__init__("政策数据有错误：\n" + "\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Packs:
    """All areas' lines. `lines(area, key)` are those that the area itself has, oldest first."""

    catalogue: Catalogue
    areas: dict[str, Pack]

    def lines(self, area: str, key: str) -> tuple[Line, ...]:
        return self.areas.get(area, {}).get(key, ())


@dataclass
class _Reading:
    """What one reading of a folder has gathered so far."""

    root: Path
    catalogue: Catalogue
    areas: dict[str, Pack] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def blame(self, path: Path, line: int, key: str, reason: str) -> None:
        self.problems.append(Problem(str(path.relative_to(self.root)), line, key, reason))


def read(root: Path) -> tuple[Packs, list[Problem]]:
    """All packs below a policy folder and everything that is wrong with them; never raises for bad content."""
    try:
        catalogue = catalogues.read(root)
    except catalogues.CatalogueFault as found:
        return Packs(Catalogue({}, {}, {}), {}), [Problem(found.name, found.fault.line, "", found.fault.reason)]
    reading = _Reading(root, catalogue)
    for area, path in _files(reading):
        _read_file(reading, area, path)
    _require_national(reading)
    return Packs(catalogue, reading.areas), reading.problems


def _files(reading: _Reading) -> Iterator[tuple[str, Path]]:
    data = reading.root / "data"
    yield from ((NATIONAL, path) for path in sorted((data / NATIONAL).glob("*.yaml")))
    for folder in sorted(path for path in (data / "areas").glob("*") if path.is_dir()):
        if is_area_code(folder.name):
            yield from ((folder.name, path) for path in sorted(folder.glob("*.yaml")))
        else:
            reading.blame(folder, 1, "", f"文件夹名“{folder.name}”不是 6 位行政区划代码")


def _read_file(reading: _Reading, area: str, path: Path) -> None:
    try:
        for entry in yamlfile.entries(path):
            _read_entry(reading, area, path, entry)
    except yamlfile.FileFault as fault:
        reading.blame(path, fault.line, "", fault.reason)


def _read_entry(reading: _Reading, area: str, path: Path, entry: yamlfile.Entry) -> None:
    spec = reading.catalogue.keys.get(entry.key)
    pack = reading.areas.setdefault(area, {})
    if spec is None:
        reading.blame(path, entry.line, entry.key, unknown_key_reason(reading.catalogue, entry.key))
    elif entry.key in pack:
        reading.blame(path, entry.line, entry.key, "本地区的另一个文件已经写过此键")
    elif not entry.is_list:
        reading.blame(path, entry.line, entry.key, "应为规则列表，每条以“-”开头")
    else:
        pack[entry.key] = _read_lines(reading, area, path, spec, entry)


def _read_lines(reading: _Reading, area: str, path: Path, spec: KeySpec, entry: yamlfile.Entry) -> tuple[Line, ...]:
    found: list[tuple[Line, int]] = []
    for item in entry.items:
        reasons = list(checking.line_reasons(spec, item.value, reading.catalogue))
        for fault in reasons:
            reading.blame(path, item.line, entry.key, fault)
        if not reasons:
            found.append((_line(spec, area, item.value), item.line))
    found.sort(key=lambda pair: (pair[0].from_day is not None, pair[0].from_day or 0))
    for (earlier, _), (later, number) in pairwise(found):
        if reason := checking.overlap_reason(earlier, later):
            reading.blame(path, number, entry.key, reason)
    return tuple(line for line, _ in found)


def _line(spec: KeySpec, area: str, fields: dict[str, Any]) -> Line:
    return Line(
        key=spec.key,
        value=freeze(fields["value"]),
        unit=fields.get("unit") or spec.units[0],
        citation=fields["citation"],
        basis=fields["basis"],
        area=area,
        from_day=fields.get("from"),
        label=spec.label,
        note=fields.get("note", ""),
        until=fields.get("until"),
    )


def _require_national(reading: _Reading) -> None:
    """Every key has an open-ended national line, so that an area without a pack still has an answer."""
    for spec in reading.catalogue.keys.values():
        lines = reading.areas.get(NATIONAL, {}).get(spec.key, ())
        blamed = any(problem.key == spec.key for problem in reading.problems)
        if not blamed and not any(line.from_day is None and line.until is None for line in lines[:1]):
            reading.blame(reading.root / "keys.yaml", spec.line, spec.key, "国家基础包没有不限日期的规则")


def unknown_key_reason(catalogue: Catalogue, key: str) -> str:
    """The sentence for a key that nobody declared, with the key that was most likely meant."""
    nearest = catalogue.nearest(key)
    return "未知的键" + (f"，是否为 {nearest}？" if nearest else "，未在 keys.yaml 中声明")


@lru_cache(maxsize=1)
def current() -> Packs:
    """The packs of this installation, read once per process. Raises BadPolicyData."""
    packs, problems = read(ROOT)
    if problems:
        raise BadPolicyData(problems)
    return packs
