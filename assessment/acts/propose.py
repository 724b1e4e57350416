"""Propose a conclusion: the computed level, or another with the reason after reviewing the record. A9, A15."""

from typing import Any

from assessment import permissions
from assessment.acts.opinions import stays_away
from assessment.states import State
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _in_its_route(ctx: Context) -> None:
    case = ctx.case
    if case.route == "committee" and case.state == State.VISITED:
        raise Refusal(Code.WRONG_STATE, "本次评估须先由评估机构报送评定，再提出结论。", ctx.article)
    stays_away(ctx)


def _reasoned(ctx: Context, *, level: int | None = None, reason: str = "", **_: Any) -> None:
    case = ctx.case
    if level is None:
        return
    if level not in range(len(case.scale.levels)):
        raise Refusal(Code.INVALID_INPUT, "失能等级只能是 0 至 5 级。", "医保办发〔2021〕37号", {"level": "0 至 5"})
    if level != case.computed_level and not reason.strip():
        raise Refusal(
            Code.INVALID_INPUT,
            f"提出的等级与按标准计算的 {case.computed_level} 级不同，须写明复核记录后的理由。",
            ctx.article,
            {"reason": "必填"},
        )


@act(
    "assessment.propose",
    label="提出结论",
    model="assessment.Assessment",
    posts=permissions.proposing,
    law=_in_its_route,
    check=_reasoned,
    cites="assessment.proposers",
)
def propose(ctx: Context, *, level: int | None = None, reason: str = "", care_advice: str = "") -> None:
    case = ctx.case
    case.propose()
    case.level = case.computed_level if level is None else level
    case.proposal_round += 1
    case.proposal_reason = ctx.reason = reason.strip()
    if care_advice.strip():
        case.care_advice = care_advice.strip()
