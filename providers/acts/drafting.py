"""A new designation before it is submitted: at which agency, under which rules."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import Organisation
from providers import queries
from providers.models import Designation
from workflow.refusal import Code, Refusal


def draft(*, organisation: Organisation, now: datetime, agency: Organisation | None = None, **form: Any) -> Designation:
    """An unsaved application of the organisation under the rules of today."""
    today = timezone.localdate(now)
    offered = queries.agencies_for(organisation, today)
    if not offered or (agency is not None and agency not in offered):
        told = f"{organisation.name} 所在地区还没有登记可以受理定点申请的经办机构，请联系管理员。"
        raise Refusal(Code.INVALID_INPUT, told, "", {"agency": "没有经办机构"})
    chosen = agency or _usual(offered)
    new_id = uuid4()
    return Designation(
        id=new_id,
        matter=new_id,
        area_code=chosen.area_id,
        agency=chosen,
        policy_on=today,
        created_at=now,
        organisation=organisation,
        kind=organisation.kind,
        call=queries.open_call(chosen.pk, organisation.kind, today),
        **form,
    )


def _usual(offered: list[Organisation]) -> Organisation:
    """The pooling area's own agency unless another is chosen."""
    return next((row for row in offered if row.level == Organisation.Level.POOLING_AREA), offered[0])
