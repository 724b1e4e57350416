"""Which conclusion holds on a day. A11, A16, A17.

新疆第八条（一）2、5、6; 乌鲁木齐第十三、十四条; 宁夏第十五条; 黑龙江第八条.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Conclusion:
    """A conclusion's days: issued, last day of validity, the day from which another stands in its place."""

    concluded_on: date | None
    valid_until: date | None
    superseded_on: date | None
    key: object = None


def holds(conclusion: Conclusion, day: date) -> bool:
    """From the day of issue to the end of validity, and until the day before another conclusion takes its place."""
    if conclusion.concluded_on is None or day < conclusion.concluded_on:
        return False
    if conclusion.superseded_on is not None and day >= conclusion.superseded_on:
        return False
    return conclusion.valid_until is None or day <= conclusion.valid_until


def in_force(conclusions: Iterable[Conclusion], day: date) -> Conclusion | None:
    """The latest of those that hold on `day`, or None."""
    held = [row for row in conclusions if holds(row, day)]
    return max(held, key=lambda row: row.concluded_on or date.min, default=None)
