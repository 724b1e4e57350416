"""Benefit standards (待遇标准) read from policy lines: what a region pays by insurance, mode and level. C4.

乌医保〔2022〕2号; 津政办规〔2022〕17号; where a region has none, the answer says so and nobody guesses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

NOT_OBTAINED = "本地待遇标准尚未取得，不能计算。"
NOT_FOR_THIS_CASE = "本地待遇标准没有这种参保类型、护理方式和失能等级的规定，不能计算。"
BASES = ("hour", "day", "month", "item")
INSURED = ("employee", "resident")
WHOLE = 100  # percent


@dataclass(frozen=True)
class Standard:
    """One row. Amounts in fen, share in percent; `insured` and `level` None where the row holds for all.

    `fixed_fen` is what is paid per unit of `per`, `cap_fen` the most that is paid in it; `hours_cap` hours a month;
    `includes_visits_fen` the part of the amount that is for visits of a provider; `paid_to` if not to the provider.
    """

    mode: str
    per: str
    insured: str | None = None
    level: int | None = None
    variant: str = ""
    fixed_fen: int | None = None
    cap_fen: int | None = None
    fund_share: int | None = None
    hours_cap: int | None = None
    includes_visits_fen: int | None = None
    paid_to: str = ""

    def holds_for(self, insured: str, mode: str, level: int) -> bool:
        return self.mode == mode and self.insured in (None, insured) and self.level in (None, level)


@dataclass(frozen=True)
class Answer:
    """The rows that hold, several where a mode has variants; `missing` says why there is none."""

    rows: tuple[Standard, ...]
    citation: str
    missing: str = ""


KNOWN = frozenset(field.name for field in fields(Standard))
NUMBERS = ("level", "fixed_fen", "cap_fen", "fund_share", "hours_cap", "includes_visits_fen")
TEXTS = ("variant", "paid_to")


def standards(lines: Iterable[Mapping[str, Any]], citation: str, *, insured: str, mode: str, level: int) -> Answer:
    """The rows for a person insured as employee (职工) or resident (居民), in a mode, at a level."""
    rows = [Standard(**line) for line in lines]
    if not rows:
        return Answer((), citation, NOT_OBTAINED)
    found = tuple(row for row in rows if row.holds_for(insured, mode, level))
    return Answer(found, citation, "" if found else NOT_FOR_THIS_CASE)


def problems(lines: Iterable[Any], modes: Iterable[str], levels: Iterable[int]) -> list[str]:
    """What is wrong with the rows of one line, in words, the row counted from 1."""
    known_modes, known_levels, found = set(modes), set(levels), []
    seen: dict[tuple[Any, ...], int] = {}
    for number, line in enumerate(lines, 1):
        said = list(_faults(line, known_modes, known_levels))
        if not said and (earlier := seen.setdefault(_identity(line), number)) != number:
            said.append(f"与第{earlier}行重复")
        found += [f"第{number}行：{reason}" for reason in said]
    return found


def _identity(line: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(line.get(name) for name in ("insured", "mode", "level", "variant", "per"))


def _faults(line: Any, modes: set[str], levels: set[int]) -> Iterator[str]:
    if not isinstance(line, Mapping):
        yield "应为键值对"
        return
    yield from (f"未知的键 {name}" for name in line if name not in KNOWN)
    yield from _wrong_words(line, modes)
    yield from _wrong_numbers(line)
    if line.get("level") is not None and line["level"] not in levels:
        yield f"level 没有等级 {line['level']}"
    if (line.get("fixed_fen") is None) == (line.get("cap_fen") is None):
        yield "fixed_fen 和 cap_fen 须有且只有一个"


def _wrong_words(line: Mapping[str, Any], modes: set[str]) -> Iterator[str]:
    if line.get("mode") not in modes:
        yield f"mode 没有护理方式 {line.get('mode')}"
    if line.get("per") not in BASES:
        yield f"per 应为 {'、'.join(BASES)} 之一"
    if line.get("insured") not in (None, *INSURED):
        yield f"insured 应为 {'、'.join(INSURED)} 之一"
    yield from (f"{name} 应为文字" for name in TEXTS if not isinstance(line.get(name, ""), str))


def _wrong_numbers(line: Mapping[str, Any]) -> Iterator[str]:
    for name in NUMBERS:
        value = line.get(name)
        if value is not None and (type(value) is not int or value < 0):
            yield f"{name} 应为不小于零的整数"
        elif name == "fund_share" and value is not None and value > WHOLE:
            yield "fund_share 不能超过100"
