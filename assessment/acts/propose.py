"""Propose a conclusion: the computed level, or another with the reason after reviewing the record. A9, A10, A15.

Where the committee formed a panel, its collective opinion is the conclusion: 新疆第八条（二）2; 乌鲁木齐第九条（三）.
"""

from typing import Any

from assessment import panels, permissions
from assessment.acts.opinions import stays_away
from assessment.models import Opinion, Panel
from assessment.states import State
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _in_its_route(ctx: Context) -> None:
    case = ctx.case
    if case.route == "committee" and case.state == State.VISITED:
        raise Refusal(Code.WRONG_STATE, "本次评估须先由评估机构报送评定，再提出结论。", ctx.article)
    _examinations_are_in(ctx)
    _panel_has_judged(ctx)
    stays_away(ctx)


def _examinations_are_in(ctx: Context) -> None:
    """Where an examination has stopped the clocks, its result is waited for; elsewhere nobody has to wait."""
    line = ctx.rule("assessment.examination_pauses")
    if line.value and ctx.case.examinations.filter(recorded_at__isnull=True).exists():
        raise Refusal(Code.TOO_EARLY, "委托的检查诊断还没有结果，期限已经中止。请先登记检查诊断结果。", line.citation)


def _panel_has_judged(ctx: Context) -> None:
    """A panel that was formed is waited for; where experts disagreed, the region may ask for one."""
    panel, line = panels.latest(ctx.case), ctx.rule("assessment.disagreement")
    if panel is None:
        if panels.must_be_formed(ctx.case):
            raise Refusal(Code.PANEL_INVALID, "专家意见不一致，须先组成评定小组集体评定，再提出结论。", line.citation)
    elif panel.closed_at is None:
        left = panel.members.filter(voted_at__isnull=True).count()
        raise Refusal(Code.TOO_EARLY, f"评定小组还有 {left} 名专家没有表决，表决齐了才能提出结论。", ctx.article)
    elif panel.outcome == Panel.Outcome.SPLIT:
        what = "请再次组成评定小组" if line.value == panels.PANEL else "请增派一名专家裁定"
        raise Refusal(Code.PANEL_INVALID, f"评定小组的表决没有形成多数意见，{what}。", line.citation)


def level_reasoned(ctx: Context, level: int, reason: str) -> None:
    """A level of the standard; another than the computed one says why."""
    case = ctx.case
    if level not in range(len(case.scale.levels)):
        raise Refusal(Code.INVALID_INPUT, "失能等级只能是 0 至 5 级。", "医保办发〔2021〕37号", {"level": "0 至 5"})
    if level != case.computed_level and not reason.strip():
        raise Refusal(
            Code.INVALID_INPUT,
            f"提出的等级与按标准计算的 {case.computed_level} 级不同，须写明复核记录后的理由。",
            ctx.article,
            {"reason": "必填"},
        )


def _reasoned(ctx: Context, *, level: int | None = None, reason: str = "", **_: Any) -> None:
    panel = panels.latest(ctx.case)
    if panel is None:
        if level is not None:
            level_reasoned(ctx, level, reason)
    elif level is not None and level != panel.level:
        raise Refusal(
            Code.INVALID_INPUT,
            f"评定小组的集体意见是 {panel.level} 级，结论须与集体意见一致。",
            ctx.rule("assessment.panel_min").citation,
            {"level": f"集体意见是 {panel.level} 级"},
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
    """`level`: the computed one when left out; after a panel's votes it is the panel's, and confirmed by them."""
    case, panel = ctx.case, panels.latest(ctx.case)
    case.proposal_round += 1
    case.proposal_reason = ctx.reason = reason.strip()
    if care_advice.strip():
        case.care_advice = care_advice.strip()
    if panel is None:
        case.propose()
        case.level = case.computed_level if level is None else level
        return
    case.propose_by_panel()
    case.level = panel.level
    if panel.level != case.computed_level and not case.proposal_reason:
        case.proposal_reason = "；".join(row.reason for row in panels.chain(panel) if row.level == panel.level)
    _votes_become_opinions(ctx, panel)
    deadlines.meet(matter=case.matter, kind="committee_opinion", on=ctx.today)


def _votes_become_opinions(ctx: Context, panel: Panel) -> None:
    """Each member has spoken by his vote: for the collective opinion, or against it with what he held instead."""
    names = ctx.case.scale.levels
    rows = [
        Opinion(
            assessment=ctx.case,
            round=ctx.case.proposal_round,
            expert_id=row.expert_id,
            agrees=row.level == panel.level,
            reason="。".join(part for part in (f"表决为 {row.level} 级 {names[row.level]}", row.reason) if part),
            given_at=row.voted_at,
        )
        for row in panels.chain(panel)
        if row.level is not None and row.voted_at is not None
    ]
    Opinion.objects.bulk_create(rows)
    agree = sum(row.agrees for row in rows)
    ctx.noted["opinions"] = {"agree": agree, "disagree": len(rows) - agree}
