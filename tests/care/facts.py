"""Terms of the regulations and facts for tests of the benefit's periods."""

from datetime import date
from typing import Any

from care.rules.facts import Choice, Facts, Grounds
from care.terms import terms

AREAS = {"XJ": "659001", "NX": "640100", "HLJ": "230200", "TJ": "120000"}
POLICY_DAY = date(2026, 3, 2)
XJ, NX, HLJ, TJ = (terms(AREAS[name], POLICY_DAY) for name in ("XJ", "NX", "HLJ", "TJ"))


def day(text: str) -> date:
    """day("03-20") is a day of 2026."""
    return date.fromisoformat(text if len(text) > 5 else f"2026-{text}")


def grounds(concluded: str = "03-20", valid: str = "2028-03-19", superseded: str = "", level: int = 3) -> Grounds:
    return Grounds(day(concluded), day(valid), day(superseded) if superseded else None, level=level)


def facts(**more: Any) -> Facts:
    """A conclusion of 20 March with a mode and a provider."""
    said = {
        "conclusions": (grounds(),),
        "modes": (Choice(day("03-25"), "home"),),
        "providers": (Choice(day("03-26"), "甲"),),
    }
    return Facts(**said | more)
