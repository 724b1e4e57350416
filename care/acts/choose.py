"""The person chooses how and by whom to be cared for. C1, C7.

新疆第十四、十五条; 宁夏第十七、十八条、第二十三条第3项; 黑龙江第十四、十五条; 天津通知（五）.
"""

from typing import Any

from accounts.models import Organisation
from care import permissions, queries
from care.acts import placing
from care.models import Placement
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _lawful(ctx: Context, *, mode: str = "", provider: Organisation | None = None, reason: str = "", **_: Any) -> None:
    placing.mode_provided(ctx, mode)
    placing.may_be_asked(ctx, provider, mode)
    running = queries.open_placement(ctx.case)
    if running is not None and running.state == Placement.State.OFFERED:
        raise Refusal(Code.WRONG_STATE, f"已向{running.provider.name}派单，请等其答复后再选择其他机构。", ctx.article)
    accepted = queries.last_accepted(ctx.case)
    if accepted and provider and (accepted.mode, accepted.provider_id) == (mode, provider.pk):
        raise Refusal(
            Code.INVALID_INPUT, "现在就是这家机构和这种方式，不需要变更。", ctx.article, {"provider": "没有变化"}
        )
    if accepted and not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "变更服务方式或者机构须写明原因。", ctx.article, {"reason": "必填"})


@act(
    "care.choose",
    label="选择服务方式和机构",
    model="care.Benefit",
    posts=permissions.CHOOSERS,
    check=_lawful,
    cites="care.modes",
)
def choose(ctx: Context, *, mode: str, provider: Organisation, variant: str = "", reason: str = "") -> None:
    """`variant`: the type of service where the region's standards have several (e.g. 定点机构上门护理)."""
    case = ctx.case
    case.choose()
    placing.withdraw_open(case)
    accepted = queries.last_accepted(case)
    placement = Placement(
        benefit=case,
        kind=placing.kind_of(case, mode, accepted),
        mode=mode,
        variant=variant.strip(),
        provider=provider,
        chosen_on=ctx.today,
        chosen_by_name=ctx.by.name,
        reason=reason.strip(),
    )
    ctx.reason = reason.strip()
    if ctx.rule("care.dispatch_by_agency").value:
        placement.save()
        ctx.noted |= {"provider": provider.name, "mode": mode}
    else:
        placing.offer(ctx, placement)
