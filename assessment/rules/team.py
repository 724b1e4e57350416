"""Who may make a visit. A7: 新疆第八条（一）1; 乌鲁木齐第九条（二）; 宁夏第十五条（一）; 黑龙江第八条（一）."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """One who is named for a visit; `relation` is the declared kinship or interest, empty when there is none."""

    user_id: int
    name: str
    of_body: bool
    is_expert: bool
    relation: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a team: a code of the vocabulary, a sentence, and the policy key that asks for it."""

    code: str
    message: str
    key: str


def faults(
    members: Collection[Member], *, people_min: int, experts_min: int, guardian: bool, guardians_min: int
) -> Iterable[Fault]:
    """What the articles object to, the plainest first; nothing when the team may visit."""
    outside = [member.name for member in members if not member.of_body]
    if outside:
        yield Fault(
            "not_qualified",
            f"{'、'.join(outside)} 当日不是本评估机构在册的评估人员，请改派在册人员。",
            "assessment.assessor_qualification",
        )
    recused = [f"{member.name}（{member.relation}）" for member in members if member.relation]
    if recused:
        yield Fault(
            "recusal",
            f"{'、'.join(recused)} 与评估对象有亲属或利害关系，应当回避，请另派评估人员。",
            "assessment.recusal",
        )
    if len(members) < people_min:
        yield Fault(
            "too_few_assessors",
            f"现场评估须有至少 {people_min} 名评估人员，现只有 {len(members)} 名，请补足人员。",
            "assessment.visit.people_min",
        )
    experts = sum(member.is_expert for member in members)
    if experts < experts_min:
        yield Fault(
            "no_expert",
            f"现场评估人员中须有至少 {experts_min} 名评估专家，请增派专家。",
            "assessment.visit.experts_min",
        )
    if int(guardian) < guardians_min:
        yield Fault(
            "no_guardian",
            "须有评估对象的监护人或委托代理人在场，请约好到场后再评估。",
            "assessment.visit.guardians_min",
        )
