"""Values as people read them: codes become the words of words.yaml, amounts carry their unit."""

from collections.abc import Mapping
from typing import Any

from policy import packs
from policy.lines import UNIT_LABELS, Line

BETWEEN = "；"

# Fields within a structured value whose content belongs to a group of its own.
GROUP_OF_FIELD = {
    "mode": "modes",
    "level": "levels",
    "insured": "insured_types",
    "limits": "limits",
}


def shown(line: Line) -> str:
    """A line's value with its unit, in Chinese: 5 个工作日, 身份证件原件、评估申请表, 未规定."""
    spec = packs.current().catalogue.keys[line.key]
    text = value_text(line.value, spec.words)
    if line.value is None or line.unit == "none":
        return text
    return f"{text}{'' if line.unit == 'percent' else ' '}{UNIT_LABELS[line.unit]}"


def parts(line: Line) -> list[str]:
    """The same, one entry per refusal ground, benefit standard or pair, for a page that gives each its own line."""
    return shown(line).split(BETWEEN)


def word(group: str | None, code: Any) -> str:
    """The Chinese word of a code in its group, or among the loose names; what has none stays as it is."""
    words = packs.current().catalogue.words
    for name in (group or "", "names"):
        if found := words.get(name, {}).get(str(code)):
            return found
    return str(code)


def value_text(value: Any, group: str | None = None) -> str:
    """Any value of a pack in Chinese; lists are joined, maps become 名：值."""
    if value is None:
        return "未规定"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return _map_text(value, group)
    if isinstance(value, tuple | list):
        return _list_text(value, group)
    return word(group, value)


def _list_text(values: tuple[Any, ...] | list[Any], group: str | None) -> str:
    if not values:
        return "无"
    if isinstance(values[0], Mapping):
        return BETWEEN.join(_map_text(item, group) for item in values)
    if isinstance(values[0], tuple | list):
        return BETWEEN.join("与".join(value_text(part, group) for part in pair) for pair in values)
    return "、".join(value_text(item, group) for item in values)


def _map_text(value: Mapping[str, Any], group: str | None) -> str:
    if not value:
        return "无"
    if "ground" in value:
        return f"{word(group, value['ground'])}（{value['article']}）"
    pairs = ((name, value_text(item, GROUP_OF_FIELD.get(name, group))) for name, item in value.items())
    return "，".join(f"{word(group, name)}：{text}" for name, text in pairs)
