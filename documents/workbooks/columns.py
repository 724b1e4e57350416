"""What a template asks for: its columns with their kinds, and the version that stands hidden in every copy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from documents.workbooks import cells

SAID = "问题"  # the column that a marked copy has more; not read


class Kind(StrEnum):
    TEXT = "text"
    DAY = "day"
    YES_NO = "yes_no"
    CHOICE = "choice"
    WHOLE = "whole"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Column:
    """One column: the name of the value, the head that people read, what may stand there.

    `read`, where given, makes a value of the cell in place of the kind; raises ValueError with a sentence.
    """

    name: str
    head: str
    kind: Kind = Kind.TEXT
    required: bool = False
    longest: int = 100
    choices: Mapping[str, Any] = field(default_factory=dict)
    hint: str = ""
    read: Callable[[Any], Any] | None = None

    def value(self, cell: Any) -> Any:
        """What the cell says; None, or "" for text, where it says nothing."""
        if cells.plain(cell) == "":
            if self.required:
                raise ValueError("必须填写。")
            return "" if self.kind in (Kind.TEXT, Kind.CHOICE) else None
        if self.read is not None:
            return self.read(cell)
        return self._of_kind(cell)

    def _of_kind(self, cell: Any) -> Any:
        match self.kind:
            case Kind.DAY:
                return cells.day(cell)
            case Kind.YES_NO:
                return cells.choice(cell, cells.YES_NO)
            case Kind.CHOICE:
                return cells.choice(cell, self.choices)
            case Kind.WHOLE:
                return cells.whole(cell)
            case Kind.AMOUNT:
                return cells.amount(cell)
        return cells.words(cell, self.longest)

    @property
    def offered(self) -> tuple[str, ...]:
        """What the sheet offers for choosing."""
        return tuple(cells.YES_NO) if self.kind == Kind.YES_NO else tuple(name for name in self.choices if name)


@dataclass(frozen=True)
class Template:
    """`code` and `version` stand on a hidden sheet; a copy of another template or an older version is not read."""

    code: str
    version: int
    title: str
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()
    rows_limit: int = 1000

    @property
    def heads(self) -> dict[str, Column]:
        return {column.head: column for column in self.columns}
