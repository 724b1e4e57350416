"""Propose everybody of a workbook for a provider's roster; the file is taken whole or not. D7, C9."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Organisation
from documents import workbooks
from documents.workbooks import Fault, WrongFile
from providers.acts import staff
from providers.models import RosterChange
from providers.rules.staff import HEADS, STAFF, against, doubled
from workflow import journal
from workflow.refusal import Code, Refusal


@dataclass
class Report:
    """What a file came to: people to be proposed, and faults by cell."""

    proposed: list[dict[str, Any]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def import_staff(
    *, content: bytes, name: str, organisation: Organisation, by: Actor, now: datetime, dry_run: bool = False
) -> Report:
    """Check every row and, unless something is wrong or `dry_run`, file all proposals in one transaction."""
    on = timezone.localdate(now)
    seat = staff.may_propose(organisation, by, on)
    try:
        reading = workbooks.read(STAFF, content)
    except WrongFile as error:
        raise Refusal(Code.INVALID_INPUT, str(error), "", {"file": str(error)}) from None
    report = Report(faults=[*reading.faults, *doubled(reading.rows)])
    known = staff.known_of(organisation, [row.values["id_number"] for row in reading.rows], on)
    terms = staff.terms_of(organisation, on)
    for row in reading.rows:
        values = row.values | {"labour_contract": bool(row.values["labour_contract"])}
        wrong = list(against(values, terms, known, on))
        report.faults += [Fault(row.row, HEADS[column], message) for column, message in wrong]
        if not wrong:
            report.proposed.append(values)
    report.faults.sort(key=lambda fault: fault.row)
    if report.faults or dry_run:
        return report
    with transaction.atomic():
        for values in report.proposed:
            staff.file(organisation, RosterChange.Kind.ADD, None, values, by, now)
        journal.record(
            area_code=organisation.area_id, act="providers.import_staff", by=by, seat=seat, now=now,
            case_kind="accounts.organisation", case_id=str(organisation.pk), citation=staff.article(organisation, on),
            changed={"file": name[:100], "proposed": len(report.proposed)},
        )  # fmt: skip
    return report
