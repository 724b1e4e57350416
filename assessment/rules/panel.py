"""Who may sit in a committee's panel, and what its votes come to. A10.

新疆第八条（二）2 (专家小组集体评定, 至少2名评估专家确认); 乌鲁木齐第九条（三）、第十九条.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from assessment.rules.team import Fault


@dataclass(frozen=True)
class Candidate:
    """One who is named for a panel; `relation` says why to stay away, empty when there is no reason.

    `serving`: an expert of this committee on the day, under a valid term; `voted`: has voted on this case before.
    """

    user_id: int
    name: str
    serving: bool
    relation: str = ""
    voted: bool = False


@dataclass(frozen=True)
class Terms:
    """The region's figures: the least number of members and of experts who agree, whether the number must be odd."""

    panel_min: int
    experts_min: int
    odd: bool


def faults(candidates: Collection[Candidate], terms: Terms, *, decides: bool) -> Iterable[Fault]:
    """What the articles object to, the plainest first; `decides`: one further expert after votes without majority."""
    outside = [row.name for row in candidates if not row.serving]
    if outside:
        yield Fault(
            "panel_invalid",
            f"{'、'.join(outside)} 今日不是本评定机构聘期内的评定专家，请另选专家。",
            "assessment.appointment_years",
        )
    recused = [f"{row.name}（{row.relation}）" for row in candidates if row.relation]
    if recused:
        yield Fault("recusal", f"{'、'.join(recused)} 应当回避，请另选专家。", "assessment.recusal")
    yield from _deciding(candidates) if decides else _size(len(candidates), terms)


def _deciding(candidates: Collection[Candidate]) -> Iterable[Fault]:
    key = "assessment.disagreement"
    if len(candidates) != 1:
        yield Fault("panel_invalid", "表决没有形成多数意见，须增派一名专家裁定，请只选一名。", key)
    voted = [row.name for row in candidates if row.voted]
    if voted:
        yield Fault("panel_invalid", f"{'、'.join(voted)} 已经表决过，裁定须由没有表决过的专家作出，请另选。", key)


def _size(number: int, terms: Terms) -> Iterable[Fault]:
    least = max(terms.panel_min, terms.experts_min)
    if number < least:
        key = "assessment.panel_min" if terms.panel_min >= terms.experts_min else "assessment.confirm.experts_min"
        yield Fault("panel_invalid", f"评定小组须有至少 {least} 名专家，现只有 {number} 名，请补足。", key)
    elif terms.odd and number % 2 == 0:
        yield Fault(
            "panel_invalid",
            f"评定小组人数须为单数，现为 {number} 名，请增减一名。",
            "assessment.panel_odd",
        )


def majority(votes: Sequence[int], experts_min: int) -> int | None:
    """The level for which more than half have voted, and no fewer than must confirm a conclusion; None without one."""
    if not votes:
        return None
    level, number = Counter(votes).most_common(1)[0]
    return level if number * 2 > len(votes) and number >= experts_min else None


def decided(earlier: Sequence[int], deciding: int, experts_min: int) -> int | None:
    """The level of the expert who decides, where with the earlier votes as many stand behind it as must confirm."""
    return deciding if list(earlier).count(deciding) + 1 >= experts_min else None
