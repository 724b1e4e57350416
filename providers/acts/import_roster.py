"""Propose everybody of a workbook for the register, each as a proposal of its own; the file is taken whole or not. A19.

乌鲁木齐第十五、十六条; 天津（二）; 医保发〔2023〕29号第十一条. The agency approves person by person, as always.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.models import Organisation, User
from documents import workbooks
from documents.workbooks import Fault, Row, WrongFile
from policy import rule
from providers.acts import engagement as register
from providers.models import Engagement
from providers.rules.roster import HEADS, ROSTER, doubled
from workflow import journal
from workflow.refusal import Code, Refusal

UNKNOWN = "本机构没有这个登录名的在用账户，请先由用户管理岗建立。"
# What a row says of the person and their term; the account is found by the first two.
OF_ACCOUNT = ("username", "name")


@dataclass
class Report:
    """What a file came to: proposals (filed, or as they would be), and faults by cell."""

    proposed: list[Engagement] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def import_roster(
    *, content: bytes, name: str, organisation: Organisation, by: Actor, now: datetime, dry_run: bool = False
) -> Report:
    """Check every row and, unless something is wrong or `dry_run`, file all proposals in one transaction."""
    seat = register.may_propose(organisation, by, timezone.localdate(now))
    try:
        reading = workbooks.read(ROSTER, content)
    except WrongFile as error:
        raise Refusal(Code.INVALID_INPUT, str(error), "", {"file": str(error)}) from None
    report = Report(faults=[*reading.faults, *doubled(reading.rows)])
    _judge(reading.rows, organisation, by, now, report)
    report.faults.sort(key=lambda fault: fault.row)
    if not report.faults and not dry_run:
        with transaction.atomic():
            for row in report.proposed:
                register.file(row, seat, by, now)
            _record(report, name, organisation, seat, by, now)
    return report


def _judge(rows: list[Row], organisation: Organisation, by: Actor, now: datetime, report: Report) -> None:
    """Draw up each proposal, or tell at which cell the rules object; two queries, however many rows."""
    names = [row.values["username"] for row in rows]
    users = {user.username: user for user in User.objects.filter(organisation=organisation, username__in=names)}
    earlier: dict[tuple[int, str], list[Engagement]] = {}
    for held in Engagement.objects.filter(organisation=organisation, user__in=users.values()):
        earlier.setdefault((held.user_id, held.post), []).append(held)
    for row in rows:
        user = users.get(row.values["username"])
        if user is None or not user.is_active:
            report.faults.append(Fault(row.row, HEADS["username"], UNKNOWN))
        elif user.name != row.values["name"]:
            report.faults.append(Fault(row.row, HEADS["name"], "与账户登记的姓名不一致。"))
        else:
            mine = earlier.get((user.pk, row.values["post"]), [])
            _draw_up(row, user=user, organisation=organisation, earlier=mine, by=by, now=now, report=report)


def _draw_up(row: Row, *, report: Report, **known: Any) -> None:
    facts = {name: value for name, value in row.values.items() if name not in OF_ACCOUNT}
    facts["labour_contract"] = bool(facts["labour_contract"])
    try:
        report.proposed.append(register.drawn_up(**known, **facts))
    except Refusal as refusal:
        told = {name: message for name, message in refusal.details.items() if name in HEADS}
        for name, message in (told or {"username": refusal.message}).items():
            report.faults.append(Fault(row.row, HEADS[name], message))


def _record(report: Report, name: str, organisation: Organisation, seat: Seat, by: Actor, now: datetime) -> None:
    """One entry for the file beside those of its rows."""
    on = timezone.localdate(now)
    journal.record(
        area_code=organisation.area_id,
        act="providers.import_roster",
        by=by,
        seat=seat,
        now=now,
        case_kind="accounts.organisation",
        case_id=str(organisation.pk),
        citation=rule("assessment.appointment_years", area=organisation.area_id, on=on).citation,
        changed={"file": name[:100], "proposed": len(report.proposed)},
    )
