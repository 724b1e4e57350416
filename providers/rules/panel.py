"""Whether an audit panel (审核小组) is lawful and what its votes come to. D3.

新疆、黑龙江第十一条（二）、第二十条（二）; 宁夏第二十七条第3项、第三十一条第3项. Figures come from the pack.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class PanelTerms:
    """What the region asks of a panel; `least` None where it names no size."""

    least: int | None
    odd: bool
    fields: tuple[str, ...]


def faults(members: Mapping[int, Collection[str]], terms: PanelTerms, words: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the panel; `members`: user → the fields that they stand for."""
    size = len(members)
    if terms.least is not None and size < terms.least:
        yield f"审核小组不少于 {terms.least} 人，现为 {size} 人"
    if terms.odd and size % 2 == 0:
        yield f"审核小组人数须为单数，现为 {size} 人"
    held = {field for fields in members.values() for field in fields}
    missing = [words.get(field, field) for field in terms.fields if field not in held]
    if missing:
        yield f"缺少这些领域的专业人员：{'、'.join(missing)}"
    if any(not fields for fields in members.values()):
        yield "每名成员须写明代表的专业领域"


def passes(votes: Sequence[bool]) -> bool:
    """More than half of the panel for it; a tie is no majority."""
    return sum(votes) * 2 > len(votes)
