"""Why a rule is what it is: the walk up the area tree, and where two areas differ. Pure reading, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy import packs, words
from policy.areas import NATIONAL, chain
from policy.lines import Line
from policy.resolve import line_on, rule


@dataclass(frozen=True, slots=True)
class Step:
    """One level of the walk: the line that the area has for the day, or None where it is silent."""

    area: str
    area_name: str
    line: Line | None
    applies: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """The line that applies, what its citation is a part of, and every level that was asked."""

    line: Line
    shown: str
    title: str
    status: str
    source: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One key for two areas; `same` compares value and unit, not the citation."""

    key: str
    label: str
    chapter: str
    one: Line
    other: Line

    @property
    def same(self) -> bool:
        return (self.one.value, self.one.unit) == (self.other.value, self.other.unit)

    @property
    def shown(self) -> tuple[str, str]:
        return words.shown(self.one), words.shown(self.other)

    @property
    def parts(self) -> tuple[list[str], list[str]]:
        return words.parts(self.one), words.parts(self.other)


def explain(key: str, *, area: str, on: date) -> Explanation:
    """The line that applies and the way to it. Raises as `rule` does."""
    line = rule(key, area=area, on=on)
    text = packs.current().catalogue.cited_text(line.citation)
    return Explanation(
        line=line,
        shown=words.shown(line),
        title=text.title if text else "",
        status=text.status if text else "",
        source=text.source if text else "",
        steps=tuple(_steps(key, area, on, line.area)),
    )


def _steps(key: str, area: str, on: date, found_in: str) -> Iterable[Step]:
    for level in chain(area):
        line = line_on(packs.current().lines(level, key), on)
        yield Step(level, area_name(level), line, level == found_in)


def lines(*, area: str, on: date, search: str = "", chapter: str = "") -> list[Line]:
    """The applying line of every key in the order of keys.yaml, narrowed by words in key, label, value or citation."""
    found = [rule(key, area=area, on=on) for key, spec in _specs() if not chapter or spec.chapter == chapter]
    return [line for line in found if _fits(line, search)]


def _fits(line: Line, search: str) -> bool:
    text = f"{line.key} {line.label} {line.citation} {line.note} {words.shown(line)}".lower()
    return all(part in text for part in search.lower().split())


def chapters() -> list[str]:
    """Chapters in the order in which keys.yaml brings them."""
    return list(dict.fromkeys(spec.chapter for _, spec in _specs()))


def chapter_of(key: str) -> str:
    return packs.current().catalogue.keys[key].chapter


def compare(one: str, other: str, *, on: date, all_keys: bool = False) -> list[Difference]:
    """Keys on which two areas differ in value or unit; with `all_keys` the others as well."""
    pairs = [
        Difference(key, spec.label, spec.chapter, rule(key, area=one, on=on), rule(key, area=other, on=on))
        for key, spec in _specs()
    ]
    return [pair for pair in pairs if all_keys or not pair.same]


def _specs() -> Iterable[tuple[str, Any]]:
    return packs.current().catalogue.keys.items()


def area_name(code: str) -> str:
    """The name of an area that has a pack, else its code."""
    return words.word("areas", code) if code != NATIONAL else "国家基础"


def areas() -> list[tuple[str, str]]:
    """Code and name of every area with rules of its own, the national base last."""
    return [(code, area_name(code)) for code in sorted(packs.current().areas) if code != NATIONAL] + [
        (NATIONAL, area_name(NATIONAL))
    ]
