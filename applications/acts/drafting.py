"""A new application before it is submitted: which agency, which rules, what the form says."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import Organisation
from applications.models import Application
from enrolment.models import Person
from policy import chain
from workflow.refusal import Code, Refusal


def draft(*, person: Person, now: datetime, **form: Any) -> Application:
    """An unsaved draft in the person's pooling area, under the rules of today."""
    agency = agency_for(person.area_code)
    new_id = uuid4()
    return Application(
        id=new_id,
        matter=new_id,
        area_code=agency.area_id,
        agency=agency,
        policy_on=timezone.localdate(now),
        created_at=now,
        person=person,
        **form,
    )


def agency_for(area_code: str) -> Organisation:
    """The agency nearest above an area that runs its cases; provinces guide and counties assist."""
    levels = [code for code in chain(area_code) if code != "national"]
    held = {row.area_id: row for row in Organisation.objects.filter(kind="agency", area_id__in=levels)}
    running = [held[code] for code in levels if code in held and runs_cases(held[code])]
    if not running:
        raise Refusal(Code.INVALID_INPUT, f"参保地 {area_code} 还没有登记经办机构，请联系管理员。")
    return running[0]


def runs_cases(agency: Organisation) -> bool:
    return bool(agency.level == Organisation.Level.POOLING_AREA)
