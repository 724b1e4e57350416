"""The committee orders an auxiliary examination from a hospital; no clock stops. A10: 乌鲁木齐第十二条."""

from assessment import permissions
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _provided(ctx: Context) -> None:
    line = ctx.rule("assessment.auxiliary_examinations")
    if not line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定没有委托检查诊断这一环节。", line.citation)


@act(
    "assessment.order_examination",
    label="委托检查诊断",
    model="assessment.Assessment",
    posts=permissions.SECRETARY,
    law=_provided,
    cites="assessment.auxiliary_examinations",
)
def order_examination(ctx: Context, *, hospital: str = "", reason: str = "") -> None:
    """`hospital`: the qualified institution; `reason`: what is to be examined."""
    ctx.case.order_examination()
    ctx.reason = reason.strip()
    if hospital.strip():
        ctx.noted["hospital"] = hospital.strip()
