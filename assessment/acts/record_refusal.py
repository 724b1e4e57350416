"""Record that the person refuses a re-assessment that was ordered, with proof; the consequence is told. A17, C8.

宁夏第二十四条第一款（1）; elsewhere the conclusion runs out.
"""

from typing import Any

import documents
from assessment import letters, permissions
from assessment.models import Assessment
from assessment.states import OPEN, State
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _ordered(ctx: Context) -> None:
    case = ctx.case
    if not case.reassess_because:
        raise Refusal(Code.WRONG_STATE, "还没有组织重新评估，谈不上拒绝。", ctx.article)
    if case.refused_on is not None:
        raise Refusal(Code.WRONG_STATE, f"已于 {case.refused_on:%Y年%-m月%-d日} 登记过拒不配合。", ctx.article)
    running = Assessment.objects.filter(follows=case, state__in=OPEN).exclude(state=State.ASSIGNED)
    if running.exists():
        raise Refusal(Code.WRONG_STATE, "重新评估已经进行，不能登记拒不配合。", ctx.article)


def _proven(ctx: Context, *, reason: str = "", proof: str = "", **_: Any) -> None:
    for name, value in (("reason", reason), ("proof", proof)):
        if not value.strip():
            message = "请写明拒绝的经过和凭据（通话记录、上门记录、签收的通知等）。"
            raise Refusal(Code.MISSING_EVIDENCE, message, ctx.article, {name: "必填"})


@act(
    "assessment.record_refusal",
    label="登记拒不配合重新评估",
    model="assessment.Assessment",
    posts=permissions.ENDING,
    law=_ordered,
    check=_proven,
    cites="assessment.refusal_consequence",
    issues=("non_cooperation_notice",),
)
def record_refusal(ctx: Context, *, reason: str, proof: str) -> None:
    """`reason`: what happened; `proof`: on what it rests. The care chapter suspends where the region says so."""
    case = ctx.case
    case.record_refusal()
    case.refused_on = ctx.today
    ctx.reason = f"{reason.strip()}（凭据：{proof.strip()}）"
    ctx.noted["consequence"] = ctx.rule("assessment.refusal_consequence").value
    facts = letters.non_cooperation(ctx)
    ctx.letters.append(documents.issue(letter="non_cooperation_notice", case=case, facts=facts, by=ctx.by, now=ctx.now))
