"""What a pack may say: the declared keys, the words that stand for codes, and the texts that may be cited."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policy import yamlfile

TYPES: dict[str, type | tuple[type, ...]] = {"int": int, "str": str, "bool": bool, "list": tuple, "map": dict}


@dataclass(frozen=True, slots=True)
class KeySpec:
    """A declared key: its type, the units it may carry, its Chinese label and chapter.

    `words` names the group of `words.yaml` to which codes in the value must belong; `nullable` allows null
    where the texts set nothing.
    """

    key: str
    label: str
    chapter: str
    type: str
    units: tuple[str, ...]
    words: str | None
    nullable: bool
    line: int


@dataclass(frozen=True, slots=True)
class Text:
    """A regulation that may be cited: the name that citations begin with, title, status, where we have it from."""

    short: str
    title: str
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    keys: dict[str, KeySpec]
    words: dict[str, dict[str, str]]
    texts: dict[str, Text]

    def nearest(self, key: str) -> str | None:
        """The known key that a typing error most likely meant."""
        return next(iter(difflib.get_close_matches(key, self.keys, n=1, cutoff=0.6)), None)

    def cited_text(self, citation: str) -> Text | None:
        """The text that a citation begins with; the longest name wins, since one may begin with another."""
        names = [name for name in self.texts if citation.startswith(name)]
        return self.texts[max(names, key=len)] if names else None


class CatalogueFault(Exception):
    """One of the catalogue's files cannot be used; `name` is the file, `fault` the place and reason."""

    def __init__(self, name: str, fault: yamlfile.FileFault):
        super().__init__(fault.reason)
        self.name, self.fault = name, fault


def read(root: Path) -> Catalogue:
    """The catalogue of a policy folder (keys.yaml, words.yaml, texts.yaml). Raises CatalogueFault."""
    return Catalogue(
        _read(root, "keys.yaml", _spec), _read(root, "words.yaml", _words), _read(root, "texts.yaml", _text)
    )


def _read(root: Path, name: str, build: Callable[[yamlfile.Entry], Any]) -> dict[str, Any]:
    try:
        return {entry.key: build(entry) for entry in yamlfile.entries(root / name)}
    except yamlfile.FileFault as fault:
        raise CatalogueFault(name, fault) from fault


def _spec(entry: yamlfile.Entry) -> KeySpec:
    fields = entry.items[0].value
    if not isinstance(fields, dict) or {"label", "chapter", "type"} - set(fields) or fields["type"] not in TYPES:
        raise yamlfile.FileFault(entry.line, f"键 {entry.key} 的声明不完整：须有 label、chapter 和已知的 type")
    return KeySpec(
        key=entry.key,
        label=fields["label"],
        chapter=fields["chapter"],
        type=fields["type"],
        units=tuple(fields.get("units", ["none"])),
        words=fields.get("words"),
        nullable=bool(fields.get("nullable", False)),
        line=entry.line,
    )


def _words(entry: yamlfile.Entry) -> dict[str, str]:
    words = entry.items[0].value
    if not isinstance(words, dict):
        raise yamlfile.FileFault(entry.line, f"词表 {entry.key} 应为“代码: 中文”")
    return {str(code): str(word) for code, word in words.items()}


def _text(entry: yamlfile.Entry) -> Text:
    fields = entry.items[0].value
    if not isinstance(fields, dict) or {"title", "status"} - set(fields):
        raise yamlfile.FileFault(entry.line, f"文件 {entry.key} 须有 title 和 status")
    return Text(entry.key, fields["title"], fields["status"], fields.get("source", ""))


def as_day(value: Any) -> date | None:
    """A YAML value as a day, or None when it is something else (a datetime is no day)."""
    return value if type(value) is date else None
