"""A wrong record is corrected by a new one with the reason, or struck out, until it is claimed. C5. 天津通知（六）."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from care import permissions
from care.acts import recording
from care.models import ServiceRecord
from providers.models import StaffMember
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _correctable(
    ctx: Context, *, record: ServiceRecord | None = None, reason: str = "", strike: bool = False, **facts: Any
) -> None:
    if record is None or record.benefit_id != ctx.case.pk or record.provider_id != ctx.seat.organisation_id:
        raise Refusal(Code.INVALID_INPUT, "没有这条服务记录。", ctx.article, {"record": "必选"})
    # As it is now, and locked: the settlement may be claiming it at this moment.
    record = ServiceRecord.objects.select_for_update().get(pk=record.pk)
    if record.claimed_at is not None:
        raise Refusal(Code.CLOSED_PERIOD, "这条服务记录已经申报结算，不能再更正。", ctx.article)
    if record.state != ServiceRecord.State.RECORDED:
        raise Refusal(Code.WRONG_STATE, "这条服务记录已经更正或者作废。", ctx.article)
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "更正须写明理由。", ctx.article, {"reason": "必填"})
    if not strike:
        recording.hold(ctx, facts.pop("carer", None) or record.carer, _facts(record, facts), record)


def _facts(record: ServiceRecord, given: Mapping[str, Any]) -> dict[str, Any]:
    """What is not given stays as it was."""
    items = [{"code": row.code, "name": row.name, "times": row.times} for row in record.items]
    was = {
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "items": items,
        "identity": record.identity,
        "place": record.place,
    }
    return was | {name: value for name, value in given.items() if value}


@act(
    "care.correct_service",
    label="更正服务记录",
    model="care.Benefit",
    posts=permissions.MANAGER,
    check=_correctable,
    cites="care.identity_shown",
)
def correct_service(
    ctx: Context,
    *,
    record: ServiceRecord,
    reason: str,
    strike: bool = False,
    carer: StaffMember | None = None,
    started_at: datetime | None = None,
    ended_at: datetime | None = None,
    items: Sequence[Mapping[str, Any]] = (),
    identity: str = "",
) -> None:
    """`strike`: the service was not done at all; otherwise what is given takes the place of what was recorded."""
    ctx.case.correct_service()
    ctx.reason = reason.strip()
    given = {"started_at": started_at, "ended_at": ended_at, "items": items, "identity": identity}
    facts = _facts(record, given)
    state = ServiceRecord.State.STRUCK if strike else ServiceRecord.State.CORRECTED
    ServiceRecord.objects.filter(pk=record.pk, state=ServiceRecord.State.RECORDED).update(state=state)
    ctx.noted |= {"record": record.pk, "struck": strike}
    if strike:
        return
    row = recording.write(
        ctx,
        carer or record.carer,
        facts,
        client_key=uuid4().hex,
        source=record.source,
        corrects=record,
        reason=reason,
        signature=record.signature,
        photos=record.photos,
        fixes=record.fixes,
        signed_by=record.signed_by_name,
    )
    ctx.noted |= {"by": row.pk}
