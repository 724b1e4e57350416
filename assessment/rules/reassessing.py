"""Who is called up for a re-assessment before the conclusion runs out, and whether one may ask for it. A17.

新疆第八条（一）6; 乌鲁木齐第十四条; 宁夏第十五条（六）; 黑龙江第八条（七）.
"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Standing:
    """What the call-up looks at: the conclusion's last day and the person."""

    valid_until: date | None
    qualifies: bool
    alive: bool
    insured: bool


def window_opens(valid_until: date, days_before: int) -> date:
    """First day on which the call-up is due."""
    return valid_until - timedelta(days=days_before)


def to_be_called_up(standing: Standing, on: date, days_before: int) -> bool:
    """Whether the person draws benefits by a conclusion that ends within the region's span of days."""
    if standing.valid_until is None or not (standing.qualifies and standing.alive and standing.insured):
        return False
    return window_opens(standing.valid_until, days_before) <= on
