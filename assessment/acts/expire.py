"""A conclusion has run out: done by the clock at 24:00 of its last day. A11, A17.

新疆第八条（一）2、6; 宁夏第十五条（二）、（六）; 黑龙江第八条（三）、（七）.
"""

from assessment import permissions
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _over(ctx: Context) -> None:
    until = ctx.case.valid_until
    if until is None or until >= ctx.today:
        day = f"有效期至 {until:%Y年%-m月%-d日}" if until else "没有有效期"
        raise Refusal(Code.TOO_EARLY, f"结论{day}，尚未届满。", ctx.rule("assessment.validity").citation)


@act(
    "assessment.expire",
    label="结论有效期届满",
    model="assessment.Assessment",
    posts=permissions.CLOCK_ONLY,
    law=_over,
    cites="assessment.validity",
)
def expire(ctx: Context) -> None:
    """What rests on the conclusion ends with it; later chapters react to this act."""
    ctx.case.expire()
    ctx.noted["valid_until"] = str(ctx.case.valid_until)
