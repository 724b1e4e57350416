"""Django's system check: benefit standards have known columns, modes and levels, and each row one amount."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import Error, register

from care.rules.standards import problems
from policy import packs
from policy.packs import Packs

KEY = "care.benefit_standards"


@register("policy")
def standards_are_sound(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """One error per fault, with area and row. Faults of the files themselves are told by the policy's own check."""
    current, unreadable = packs.read(packs.ROOT)
    if unreadable:
        return []
    return [Error(said, id="care.E001") for said in faults(current)]


def faults(current: Packs) -> Iterator[str]:
    words = current.catalogue.words
    modes, levels = words["modes"], [int(level) for level in words["levels"]]
    for area in current.areas:
        for line in current.lines(area, KEY):
            yield from (f"{area} {KEY} {said}" for said in problems(line.value, modes, levels))
