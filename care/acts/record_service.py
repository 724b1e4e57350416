"""A carer records one service; a family carer clocks in and out. C4, C5.

新疆第十六、十七条; 宁夏第二十、二十二条; 黑龙江第十六、十七条; 天津通知（六）、（七）.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from care import permissions
from care.acts import recording
from care.models import ServiceRecord
from care.papers import filed
from providers.models import StaffMember
from workflow.acts import Context, act


def _lawful(ctx: Context, *, carer: StaffMember | None = None, **facts: Any) -> None:
    recording.hold(ctx, carer, {"items": (), **facts})


@act(
    "care.record_service",
    label="登记服务",
    model="care.Benefit",
    posts=permissions.recording,
    check=_lawful,
    cites="care.identity_shown",
)
def record_service(
    ctx: Context,
    *,
    carer: StaffMember,
    started_at: datetime,
    ended_at: datetime,
    items: Sequence[Mapping[str, Any]],
    identity: str = "",
    place: str = "",
    signed: bool = True,
    signed_by: str = "",
    signature_file: Any = None,
    photo_files: Iterable[Any] = (),
    fixes: Mapping[str, Any] | None = None,
    client_key: str = "",
) -> None:
    """`client_key`: the phone's number of the record, by which a repeated sending is known; `items`: code, times."""
    ctx.case.record_service()
    family = carer.kind == StaffMember.Kind.FAMILY
    facts = {"started_at": started_at, "ended_at": ended_at, "items": items, "identity": identity, "place": place}
    row = recording.write(
        ctx,
        carer,
        facts,
        client_key=client_key or uuid4().hex,
        source=ServiceRecord.Source.FAMILY if family else ServiceRecord.Source.PHONE,
        signature=filed(ctx.case, signature_file, "service_signature", ctx.by, ctx.now),
        photos=[pk for one in photo_files if (pk := filed(ctx.case, one, "service_photo", ctx.by, ctx.now))],
        fixes=fixes,
        signed_by=signed_by,
    )
    ctx.noted |= {"record": row.pk, "carer": carer.name, "served_on": str(row.served_on), "minutes": row.minutes}
