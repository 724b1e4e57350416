"""Another value of a policy key for the length of a test: what a region's officer would write into its pack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from policy import packs, resolve
from policy.lines import STATED, Line, freeze

ARTICLE = "测试规则第一条"


@contextmanager
def ruled(key: str, area: str, value: Any) -> Iterator[None]:
    """Inside, the area's own line of `key` has this value, on every day, by an article of its own."""
    real = packs.current()
    spec = real.catalogue.keys[key]
    line = Line(key, freeze(value), spec.units[0], ARTICLE, STATED, area, None, spec.label)
    pack = {**real.areas.get(area, {}), key: (line,)}
    changed = replace(real, areas={**real.areas, area: pack})
    resolve._resolve.cache_clear()
    try:
        with mock.patch.object(packs, "current", lambda: changed):
            yield
    finally:
        resolve._resolve.cache_clear()
