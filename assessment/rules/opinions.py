"""When a proposed conclusion is confirmed. A9.

新疆第八条（一）2; 宁夏第十五条（二）; 黑龙江第八条（三）; 天津一（三）.
"""

from collections.abc import Sequence
from enum import Enum


class Outcome(Enum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    FALLEN = "fallen"


def outcome(opinions: Sequence[bool], experts_min: int, *, to_panel: bool = False) -> Outcome:
    """`opinions`: one entry per expert, True for agreement.

    As many as the article asks agree: confirmed. One of two disagrees: a third expert decides, or, where the region
    sends disagreement `to_panel`, the proposal falls at once. As many disagree as would have been needed to confirm:
    the proposal falls and goes back for a new one.
    """
    agreeing = sum(opinions)
    if agreeing >= experts_min:
        return Outcome.CONFIRMED
    disagreeing = len(opinions) - agreeing
    if disagreeing >= experts_min or (to_panel and agreeing and disagreeing):
        return Outcome.FALLEN
    return Outcome.OPEN
