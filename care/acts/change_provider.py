"""Another provider in the same mode. C7. 宁夏第二十三条第3项."""

from typing import Any

from accounts.models import Organisation
from care import permissions
from care.acts import placing
from care.acts.changing import present, reasoned, served
from care.acts.settling import settle
from care.models import Placement
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _new_provider(ctx: Context, *, provider: Organisation | None = None, reason: str = "", **_: Any) -> None:
    accepted = present(ctx)
    placing.may_be_asked(ctx, provider, accepted.mode)
    if provider is not None and provider.pk == accepted.provider_id:
        raise Refusal(Code.INVALID_INPUT, "现在就由这家机构服务，不需要变更。", ctx.article, {"provider": "没有变化"})
    reasoned(ctx, reason)


@act(
    "care.change_provider",
    label="变更服务机构",
    model="care.Benefit",
    posts=permissions.DISPATCHER,
    law=served,
    check=_new_provider,
    cites="care.dispatch_by_agency",
)
def change_provider(ctx: Context, *, provider: Organisation, reason: str) -> None:
    """Until the new provider accepts, the present one goes on serving."""
    accepted = present(ctx)
    placing.withdraw_open(ctx.case)
    placement = Placement(
        benefit=ctx.case,
        kind=Placement.Kind.PROVIDER,
        mode=accepted.mode,
        variant=accepted.variant,
        provider=provider,
        chosen_on=ctx.today,
        chosen_by_name=ctx.case.person.name,
        reason=reason.strip()[:300],
    )
    ctx.reason = reason.strip()
    placing.offer(ctx, placement)
    ctx.case.change_provider(settle(ctx))
