"""Have a delivered conclusion assessed anew: on request, after a spot check, or before it runs out. A17.

新疆第八条（一）6; 乌鲁木齐第十四条; 宁夏第十五条（六）; 黑龙江第八条（七）.
"""

from typing import Any

from applications.rules.grounds import months_after
from assessment import permissions
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

REQUEST = "request"
CAUSES = {REQUEST: "本人申请", "spot_check": "抽查发现变化", "validity": "有效期将满"}


def _not_ordered(ctx: Context) -> None:
    if ctx.case.reassess_because:
        raise Refusal(Code.WRONG_STATE, "已经组织重新评估，请派单。", ctx.article)


def _provided(ctx: Context, *, because: str = "", **_: Any) -> None:
    causes = ctx.rule("assessment.reassessment_causes")
    if because not in CAUSES:
        raise Refusal(Code.INVALID_INPUT, "请选择重新评估的原因。", causes.citation, {"because": "必选"})
    if because not in causes.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定没有这种重新评估的情形。", causes.citation)
    opens = ctx.rule("assessment.reassessment_after")
    if because == REQUEST and ctx.today < months_after(ctx.case.concluded_on, opens.value):
        raise Refusal(Code.TOO_EARLY, f"评估结论出具满 {opens.value} 个月后才能申请重新评估。", opens.citation)


@act(
    "assessment.order_reassessment",
    label="组织重新评估",
    model="assessment.Assessment",
    posts=permissions.SUPERVISOR,
    law=_not_ordered,
    check=_provided,
    cites="assessment.reassessment_causes",
)
def order_reassessment(ctx: Context, *, because: str, reason: str = "") -> None:
    """`because`: request, spot_check or validity."""
    ctx.case.order_reassessment()
    ctx.case.reassess_because, ctx.reason = because, reason.strip()
