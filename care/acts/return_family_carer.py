"""The agency sends the entry of a family carer back with the reason. C9. 天津通知（四）."""

from typing import Any

from care import permissions
from care.acts import family
from care.models import FamilyCarerEntry
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _open(ctx: Context) -> None:
    family.open_entry(ctx)


def _with_reason(ctx: Context, *, reason: str = "", **_: Any) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "退回须写明理由。", ctx.article, {"reason": "必填"})


@act(
    "care.return_family_carer",
    label="退回亲情照护人员登记",
    model="care.Benefit",
    posts=permissions.CHECKER,
    law=_open,
    check=_with_reason,
    cites=family.TRAINING,
)
def return_family_carer(ctx: Context, *, reason: str) -> None:
    entry = family.open_entry(ctx)
    ctx.case.return_family_carer()
    entry.state, entry.reason = FamilyCarerEntry.State.RETURNED, reason.strip()[:300]
    entry.decided_by_id, entry.decided_at = ctx.by.user_id, ctx.now
    entry.save()
    ctx.reason = reason.strip()
    ctx.noted |= {"name": entry.name}
