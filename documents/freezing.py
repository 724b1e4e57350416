"""Facts to JSON text and back, by their type annotations; a value of any other type is a mistake of the caller."""

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_PLAIN = (str, int, bool, NoneType)


def freeze(facts: Any) -> str:
    """JSON with sorted keys: the same facts always give the same text."""
    return json.dumps(_plain(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def thaw(cls: type[T], text: str) -> T:
    """The facts back from `freeze`; raises ValueError when the text does not fit the class."""
    return _typed(cls, json.loads(text))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, _PLAIN):
        return value
    raise TypeError(f"{type(value).__name__} cannot be frozen into a letter")


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _typed(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        return None if value is None else _typed(_only(hint), value)
    if get_origin(hint) is tuple:
        return tuple(_typed(get_args(hint)[0], item) for item in value)
    if is_dataclass(hint):
        return _dataclass(hint, value)
    if hint is date:
        return date.fromisoformat(value)
    if not isinstance(value, hint):
        raise ValueError(f"expected {hint.__name__}, found {type(value).__name__}")
    return value


def _only(hint: Any) -> Any:
    """X out of X | None."""
    return next(part for part in get_args(hint) if part is not NoneType)


def _dataclass(cls: Any, value: dict[str, Any]) -> Any:
    hints = _hints(cls)
    if unknown := set(value) - set(hints):
        raise ValueError(f"{cls.__name__} has no {', '.join(sorted(unknown))}")
    return cls(**{name: _typed(hints[name], item) for name, item in value.items()})
