"""What a rule answers with: one frozen line of a regulation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Never

STATED, INHERITED, ASSUMED = "stated", "inherited", "assumed"

BASIS_LABELS = {STATED: "原文", INHERITED: "继承", ASSUMED: "推定"}

UNIT_LABELS = {
    "working_days": "个工作日",
    "days": "日",
    "months": "个月",
    "years": "年",
    "yuan": "元",
    "percent": "%",
    "people": "人",
    "hours": "小时",
    "km": "公里",
    "metres": "米",
    "none": "",
}


class FrozenMap(dict[str, Any]):
    """A mapping that cannot be changed, yet goes into JSON, compares and pickles like a dict."""

    def _refuse(self, *args: object, **kwargs: object) -> Never:
        raise TypeError("政策数据只读，不能修改。")

    __setitem__ = __delitem__ = __ior__ = update = pop = popitem = setdefault = clear = _refuse  # type: ignore[assignment]

    def __reduce__(self) -> tuple[type, tuple[dict[str, Any]]]:
        return (FrozenMap, (dict(self),))


def freeze(value: Any) -> Any:
    """Lists become tuples and maps FrozenMaps, all the way down; one process shares the same objects."""
    if isinstance(value, Mapping):
        return FrozenMap({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value


@dataclass(frozen=True, slots=True)
class Line:
    """One dated line: what applies, in which unit, where it is written and how sure that is.

    `basis` is `stated` (the asked area's own text), `inherited` (a text further up) or `assumed` (the texts are
    silent and somebody chose; it stays `assumed` wherever it was found, so that nobody takes it for the text).
    `area` is where the line was found. `from_day` and `until` are its first and last day, None when open.
    Lists come as tuples, maps as FrozenMaps.
    """

    key: str
    value: Any
    unit: str
    citation: str
    basis: str
    area: str
    from_day: date | None
    label: str
    note: str = ""
    until: date | None = None

    @property
    def basis_label(self) -> str:
        return BASIS_LABELS[self.basis]

    @property
    def unit_label(self) -> str:
        return UNIT_LABELS[self.unit]

    def covers(self, on: date) -> bool:
        """Whether the line applies on that day, both ends included."""
        return (self.from_day is None or self.from_day <= on) and (self.until is None or on <= self.until)
