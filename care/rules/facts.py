"""What has happened to a benefit, as dated facts; in whatever order they were entered.

新疆第十四至十六条; 宁夏第十六至二十四条; 黑龙江第十四至十六条; 天津通知（五）.
"""

from dataclasses import dataclass
from datetime import date

from assessment.rules.in_force import Conclusion


@dataclass(frozen=True, order=True)
class Stay:
    """A stay in hospital; `discharged_on` None while it lasts."""

    admitted_on: date
    discharged_on: date | None = None


@dataclass(frozen=True)
class Suspension:
    """A suspension by its cause; `cleared_on`: the day on which its end was approved or the new conclusion issued."""

    on: date
    cause: str
    cleared_on: date | None = None


@dataclass(frozen=True)
class Choice:
    """A mode or a provider chosen on a day; `number` tells two choices of one day apart, the higher being the later."""

    on: date
    value: str
    number: int = 0

    @property
    def rank(self) -> tuple[date, int, str]:
        return (self.on, self.number, self.value)


@dataclass(frozen=True)
class Grounds(Conclusion):
    """A conclusion as the ground of a benefit: its level, and whether that level qualifies."""

    level: int = 0
    qualifies: bool = True

    @property
    def rank(self) -> tuple[date, int, bool]:
        return (self.concluded_on or date.max, self.level, self.qualifies)


@dataclass(frozen=True)
class Facts:
    """Everything that decides a benefit's periods. Death and `last_day` (end by another cause) are last days of it."""

    conclusions: tuple[Grounds, ...] = ()
    plans_confirmed_on: tuple[date, ...] = ()
    stays: tuple[Stay, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    modes: tuple[Choice, ...] = ()
    providers: tuple[Choice, ...] = ()
    died_on: date | None = None
    last_day: date | None = None
