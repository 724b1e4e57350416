"""The provider takes the person on (接单). C1. 新疆第十五条; 宁夏第十八条; 黑龙江第十五条."""

from care import permissions
from care.acts import placing
from care.acts.answering import offered
from care.acts.settling import settle
from care.models import Placement
from providers.queries import agreement_between
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _still_agreed(ctx: Context) -> None:
    placement = offered(ctx)
    if agreement_between(ctx.case.agency_id, placement.provider_id, ctx.today) is None:
        line = ctx.rule("providers.provider.designated_by")
        raise Refusal(Code.NO_AGREEMENT, "本机构今日没有履行中的服务协议，不能接单。", line.citation)


@act(
    "care.accept_dispatch",
    label="接单",
    model="care.Benefit",
    posts=permissions.PROVIDER,
    law=_still_agreed,
    cites="care.dispatch_by_agency",
)
def accept_dispatch(ctx: Context) -> None:
    """From its day the provider serves; a changed mode begins by the region's rule."""
    placement = offered(ctx)
    placement.state = Placement.State.ACCEPTED
    placement.answered_at, placement.answered_by_id = ctx.now, ctx.by.user_id
    placement.serves_from = placing.serves_from(ctx, placement)
    placement.save()
    deadlines.meet(matter=ctx.case.matter, kind=placing.ANSWER, on=ctx.today)
    ctx.noted |= {"provider": placement.provider.name, "from": str(placement.serves_from)}
    ctx.case.accept_dispatch(settle(ctx))
