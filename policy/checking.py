"""What a line of a pack must be before anybody may rely on it: known, typed, cited, dated without overlap."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from policy.catalogue import TYPES, Catalogue, KeySpec, as_day
from policy.lines import ASSUMED, STATED, UNIT_LABELS, Line

FIELDS = {"from", "until", "value", "unit", "citation", "basis", "note"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the policy data: file, line (from 1), key and a Chinese sentence."""

    path: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.key}：{self.reason}"


def line_reasons(spec: KeySpec, fields: Any, catalogue: Catalogue) -> Iterator[str]:
    """Everything that is wrong with one line of a pack, as Chinese sentences; nothing when it is sound."""
    if not isinstance(fields, dict):
        yield "应为一条规则（value、citation、basis 等字段），而不是单个值"
        return
    if unknown := sorted(str(name) for name in set(fields) - FIELDS):
        yield f"有未知字段：{'、'.join(unknown)}"
    yield from _value_reasons(spec, fields, catalogue)
    yield from _unit_reasons(spec, fields)
    yield from _citation_reasons(fields, catalogue)
    yield from _day_reasons(fields)


def _value_reasons(spec: KeySpec, fields: dict[str, Any], catalogue: Catalogue) -> Iterator[str]:
    if "value" not in fields:
        yield "没有 value"
        return
    value = fields["value"]
    if value is None:
        if not spec.nullable:
            yield "value 不能为空"
        return
    if not _is_a(spec.type, value):
        yield f"value 的类型应为 {spec.type}，现为 {type(value).__name__}"
        return
    yield from _word_reasons(spec, value, catalogue)


def _is_a(name: str, value: Any) -> bool:
    if name == "int":
        return type(value) is int
    if name == "list":
        return isinstance(value, list)
    expected = TYPES[name]
    return isinstance(value, expected)


def _word_reasons(spec: KeySpec, value: Any, catalogue: Catalogue) -> Iterator[str]:
    if spec.words is None:
        return
    known = catalogue.words.get(spec.words, {})
    for code in codes(value):
        if code not in known:
            yield f"“{code}”不是 {spec.words} 中的词"


def codes(value: Any) -> list[str]:
    """The codes in a value: itself, the items of a list, or the keys of a map."""
    if isinstance(value, list | tuple):
        return [code for item in value for code in codes(item)]
    if isinstance(value, dict):
        return [str(value["ground"])] if "ground" in value else [str(code) for code in value]
    return [str(value)]


def _unit_reasons(spec: KeySpec, fields: dict[str, Any]) -> Iterator[str]:
    unit = fields.get("unit")
    if unit is None:
        if len(spec.units) > 1 and fields.get("value") is not None:
            yield f"没有 unit，应为 {'、'.join(spec.units)} 之一"
    elif unit not in UNIT_LABELS:
        yield f"unit “{unit}”不存在"
    elif unit not in spec.units:
        yield f"unit “{unit}”不能用于此键，应为 {'、'.join(spec.units)}"


def _citation_reasons(fields: dict[str, Any], catalogue: Catalogue) -> Iterator[str]:
    citation, basis = fields.get("citation"), fields.get("basis")
    if not isinstance(citation, str) or not citation.strip():
        yield "没有 citation（依据）"
    elif catalogue.cited_text(citation) is None:
        yield f"citation 应以 texts.yaml 中的文件名开头，现为“{citation}”"
    if basis not in (STATED, ASSUMED):
        yield f"basis 应为 stated 或 assumed，现为“{basis}”"
    elif basis == ASSUMED and not fields.get("note"):
        yield "推定的规则须有 note，说明为何这样推定"
    yield from _ground_citations(fields.get("value"), catalogue)


def _ground_citations(value: Any, catalogue: Catalogue) -> Iterator[str]:
    """Each refusal ground names its own article, because the letter quotes it."""
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and "ground" in item:
            if catalogue.cited_text(str(item.get("article", ""))) is None:
                yield f"情形 {item['ground']} 没有可查的条文（article）"
            if item.get("check") not in ("machine", "declared"):
                yield f"情形 {item['ground']} 的 check 应为 machine 或 declared"


def _day_reasons(fields: dict[str, Any]) -> Iterator[str]:
    for name in ("from", "until"):
        if fields.get(name) is not None and as_day(fields[name]) is None:
            yield f"{name} 应为日期，例如 2024-12-01"
    first, last = as_day(fields.get("from")), as_day(fields.get("until"))
    if first and last and last < first:
        yield "until 早于 from"


def overlap_reason(earlier: Line, later: Line) -> str | None:
    """Why two lines of one key in one area cannot stand together (sorted by first day), or None.

    A line without `until` gives way to the next one's first day; the same first day twice, or an `until` that
    reaches into the next line, leaves two answers for one day.
    """
    if (earlier.from_day or date.min) == (later.from_day or date.min):
        return "同一日起有两条规则"
    if earlier.until and later.from_day and earlier.until >= later.from_day:
        return f"与上一条规则的日期重叠（上一条至 {earlier.until}）"
    return None
