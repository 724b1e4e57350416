"""Another mode of care; the region says from when it pays. C7. 天津通知（五）: from the next month."""

from typing import Any

from accounts.models import Organisation
from care import permissions
from care.acts import placing
from care.acts.changing import present, reasoned, served
from care.acts.settling import settle
from care.models import Placement
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _new_mode(
    ctx: Context, *, mode: str = "", provider: Organisation | None = None, variant: str = "", reason: str = "", **_: Any
) -> None:
    placing.mode_provided(ctx, mode)
    accepted = present(ctx)
    if (mode, variant.strip()) == (accepted.mode, accepted.variant):
        raise Refusal(Code.INVALID_INPUT, "现在就是这种服务方式，不需要变更。", ctx.article, {"mode": "没有变化"})
    placing.may_be_asked(ctx, provider or accepted.provider, mode)
    reasoned(ctx, reason)


@act(
    "care.change_mode",
    label="变更服务方式",
    model="care.Benefit",
    posts=permissions.DISPATCHER,
    law=served,
    check=_new_mode,
    cites="care.mode_change_from",
)
def change_mode(
    ctx: Context, *, mode: str, provider: Organisation | None = None, variant: str = "", reason: str
) -> None:
    """With the provider that serves now the change stands at once; another one is asked first."""
    accepted = present(ctx)
    placing.withdraw_open(ctx.case)
    placement = Placement(
        benefit=ctx.case,
        kind=Placement.Kind.MODE,
        mode=mode,
        variant=variant.strip(),
        provider=provider or accepted.provider,
        chosen_on=ctx.today,
        chosen_by_name=ctx.case.person.name,
        reason=reason.strip()[:300],
    )
    ctx.reason = reason.strip()
    if placement.provider_id == accepted.provider_id:
        placement.state, placement.answered_at = Placement.State.ACCEPTED, ctx.now
        placement.serves_from = ctx.today
        placement.save()
        ctx.noted |= {"provider": placement.provider.name, "mode": mode}
    else:
        placing.offer(ctx, placement)
    ctx.case.change_mode(settle(ctx))
