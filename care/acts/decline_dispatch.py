"""The provider sends a dispatch back with a reason (退单). C1. 新疆第十五条; 宁夏第十八条; 黑龙江第十五条."""

from care import permissions
from care.acts import placing
from care.acts.answering import offered
from care.models import Placement
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _waiting(ctx: Context) -> None:
    offered(ctx)


def _with_reason(ctx: Context, *, reason: str = "", **_: object) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "退单须写明理由。", ctx.article, {"reason": "必填"})


@act(
    "care.decline_dispatch",
    label="退回护理派单",
    model="care.Benefit",
    posts=permissions.PROVIDER,
    law=_waiting,
    check=_with_reason,
    cites="care.dispatch_by_agency",
)
def decline_dispatch(ctx: Context, *, reason: str) -> None:
    """The person chooses again; what served before goes on serving."""
    placement = offered(ctx)
    placement.state, placement.decline_reason = Placement.State.DECLINED, reason.strip()[:300]
    placement.answered_at, placement.answered_by_id = ctx.now, ctx.by.user_id
    placement.save()
    deadlines.void(matter=ctx.case.matter, on=ctx.today, kinds=(placing.ANSWER,))
    ctx.reason = reason.strip()
    ctx.case.decline_dispatch()
