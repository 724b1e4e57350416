"""The committee orders an examination from a hospital; clocks stop only where the region says so. A10.

乌鲁木齐第十二条.
"""

from datetime import date
from typing import Any

from assessment import permissions
from assessment.models import Examination
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

# What waits for the hospital where the region lets it wait.
WAITING = ("committee_opinion", "conclusion_delivery")


def _provided(ctx: Context) -> None:
    line = ctx.rule("assessment.auxiliary_examinations")
    if not line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定没有委托检查诊断这一环节。", line.citation)


def _still_to_come(ctx: Context, *, due_on: date | None = None, **_: Any) -> None:
    if due_on is not None and due_on < ctx.today:
        raise Refusal(
            Code.INVALID_INPUT,
            "完成检查诊断的日期不能早于今天，请改为今天或以后的日期。",
            ctx.article,
            {"due_on": "不能早于今天"},
        )


@act(
    "assessment.order_examination",
    label="委托检查诊断",
    model="assessment.Assessment",
    posts=permissions.SECRETARY,
    law=_provided,
    check=_still_to_come,
    cites="assessment.auxiliary_examinations",
)
def order_examination(
    ctx: Context, *, hospital: str = "", items: str = "", reason: str = "", due_on: date | None = None
) -> None:
    """`hospital`: the qualified institution; `items`: what is to be examined; `due_on`: by when it is asked for."""
    case = ctx.case
    case.order_examination()
    ctx.reason = reason.strip()
    Examination.objects.create(
        assessment=case,
        hospital=hospital.strip(),
        items=items.strip() or ctx.reason,
        reason=ctx.reason,
        due_on=due_on,
        ordered_at=ctx.now,
        ordered_by_id=ctx.by.user_id or 0,
    )
    if hospital.strip():
        ctx.noted["hospital"] = hospital.strip()
    if due_on is not None:
        ctx.noted["due_on"] = str(due_on)
    if ctx.rule("assessment.examination_pauses").value:
        deadlines.pause(matter=case.matter, on=ctx.today, reason="等待检查诊断结果", kinds=WAITING)
