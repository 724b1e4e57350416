"""Reading YAML so that every value still knows the line it stands on, and nothing is silently overwritten."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

# The C parser is ten times faster; a build of PyYAML without it still works.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class FileFault(Exception):
    """A file that is no readable YAML: the line (from 1) and a Chinese sentence."""

    def __init__(self, line: int, reason: str):
        super().__init__(reason)
        self.line, self.reason = line, reason


class _Loader(_Base):  # type: ignore[misc]
    """Safe loading that refuses a key written twice in one mapping (YAML itself keeps the last one)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        _refuse_duplicates(node)
        return dict(super().construct_mapping(node, deep=deep))


def _refuse_duplicates(node: yaml.MappingNode) -> None:
    seen: dict[Any, int] = {}
    for key, _ in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise FileFault(line, "键应为一个词")
        if key.value in seen:
            raise FileFault(line, f"“{key.value}”重复，第 {seen[key.value]} 行已经写过")
        seen[key.value] = line


_Loader.add_constructor("tag:yaml.org,2002:map", lambda loader, node: loader.construct_mapping(node, deep=True))


@dataclass(frozen=True, slots=True)
class Located:
    """A value together with the line (from 1) on which it begins."""

    value: Any
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One top-level key of a file with its items; `items` is one Located when the value is no list."""

    key: str
    line: int
    items: tuple[Located, ...]
    is_list: bool


def entries(path: Path) -> Iterator[Entry]:
    """The top-level keys of a YAML file in order. Raises FileFault for syntax, duplicates and another shape."""
    try:
        loader = _Loader(path.read_bytes())
        try:
            yield from _entries(loader)
        finally:
            loader.dispose()
    except OSError as fault:
        raise FileFault(1, "文件无法读取") from fault
    except yaml.YAMLError as fault:
        raise FileFault(_fault_line(fault), f"YAML 语法错误：{getattr(fault, 'problem', None) or fault}") from fault


def _entries(loader: Any) -> list[Entry]:
    node = loader.get_single_node()
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise FileFault(node.start_mark.line + 1, "文件最外层应为“键: 值”")
    _refuse_duplicates(node)
    return [_entry(loader, key, value) for key, value in node.value]


def _entry(loader: Any, key: yaml.Node, value: yaml.Node) -> Entry:
    is_list = isinstance(value, yaml.SequenceNode)
    nodes = value.value if is_list else [value]
    items = tuple(_located(loader, item) for item in nodes)
    return Entry(str(key.value), key.start_mark.line + 1, items, is_list)


def _located(loader: Any, node: yaml.Node) -> Located:
    line = node.start_mark.line + 1
    try:
        return Located(loader.construct_object(node, deep=True), line)
    except ValueError as fault:
        # A date such as 2026-02-30 matches YAML's pattern of a date and then cannot be built.
        raise FileFault(line, f"值无法读取：{fault}") from fault


def _fault_line(fault: yaml.YAMLError) -> int:
    mark = getattr(fault, "problem_mark", None) or getattr(fault, "context_mark", None)
    return mark.line + 1 if mark else 1


@cache
def _read_once(path: Path) -> dict[str, Any]:
    return {entry.key: _plain(entry) for entry in entries(path)}


def _plain(entry: Entry) -> Any:
    values = [item.value for item in entry.items]
    return values if entry.is_list else values[0]


def mapping(path: Path) -> dict[str, Any]:
    """The whole file as a plain mapping, read once per process; callers must not change it."""
    return _read_once(path)
