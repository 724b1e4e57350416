"""Which line applies: the nearest area that has one for the day."""

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from policy import packs
from policy.areas import chain
from policy.lines import INHERITED, STATED, Line


class UnknownKey(LookupError):
    """Nobody declared this key; the message names the one that was most likely meant."""


class NoRule(LookupError):
    """No area up to the national base has a line for the day."""


def rule(key: str, *, area: str, on: date) -> Line:
    """The line that applies in an area on a day.

    `area` is a GB/T 2260 code, `on` the case's policy day. Raises UnknownKey for a key that is not declared,
    NoRule when there is no line anywhere, ValueError for what is no area code.
    """
    return _resolve(key, area, on)


@lru_cache(maxsize=65536)
def _resolve(key: str, area: str, on: date) -> Line:
    if isinstance(on, datetime):
        raise TypeError("on 应为日期，不能是时刻。")
    current = packs.current()
    if key not in current.catalogue.keys:
        raise UnknownKey(f"{key}：{packs.unknown_key_reason(current.catalogue, key)}")
    for level in chain(area):
        if line := line_on(current.lines(level, key), on):
            return _seen_from(line, area)
    raise NoRule(f"{key}：{area} 在 {on} 没有规则。")


def line_on(lines: tuple[Line, ...], on: date) -> Line | None:
    """The line of one area that covers the day; the latest one when several have begun."""
    return next((line for line in reversed(lines) if line.covers(on)), None)


def _seen_from(line: Line, area: str) -> Line:
    if line.basis == STATED and line.area != area:
        return replace(line, basis=INHERITED)
    return line
