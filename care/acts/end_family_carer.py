"""A family carer no longer cares for the person; the record stays. C5. 天津通知（四）、（七）."""

from datetime import date
from typing import Any

from care import permissions
from care.acts import family
from care.models import FamilyCarer
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _any(ctx: Context) -> None:
    family.provided(ctx)
    held = ctx.case.family_carers.filter(member__organisation_id=ctx.seat.organisation_id, until__isnull=True)
    if not held.exists():
        raise Refusal(Code.WRONG_STATE, "本机构没有为这名参保人登记亲情照护人员。", ctx.article)


def _dated(
    ctx: Context, *, family_carer: FamilyCarer | None = None, until: date | None = None, reason: str = "", **_: Any
) -> None:
    tie = family.own_tie(ctx, family_carer)
    if tie.until is not None:
        told = f"{tie.member.name}的亲情照护已于{tie.until}终止。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article, {"family_carer": told})
    if until is None or not tie.since <= until <= ctx.today:
        told = f"最后一日应在{tie.since}至今天之间。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"until": told})
    later = ctx.case.records.live().filter(carer_id=tie.member_id, served_on__gt=until)
    if later.exists():
        told = "这一天以后还有这名亲情照护人员的打卡记录，请核对日期。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"until": told})
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明终止原因。", ctx.article, {"reason": "必填"})


@act(
    "care.end_family_carer",
    label="终止亲情照护",
    model="care.Benefit",
    posts=permissions.MANAGER,
    law=_any,
    check=_dated,
    cites=family.TRAINING,
)
def end_family_carer(ctx: Context, *, family_carer: FamilyCarer, until: date, reason: str) -> None:
    ctx.case.end_family_carer()
    family_carer.until, family_carer.end_reason = until, reason.strip()[:300]
    family_carer.save(update_fields=["until", "end_reason"])
    ctx.reason = reason.strip()
    ctx.noted |= {"name": family_carer.member.name, "until": str(until)}
