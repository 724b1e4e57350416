"""All archives of a person or a body within a period as one package: asked for, made by a job, handed out. A20, I5.

新疆第十二条、第五十一条; 宁夏第二十八条、第六十四条; 黑龙江第十二条、第五十一条. Each is one journalled transaction.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.models import Organisation
from applications.models import Application
from assessment.acts import archive
from assessment.models import ArchiveExport, Assessment
from documents import archiving
from documents.models import ArchivePackage
from enrolment.models import Person
from policy import Line, rule
from workflow import journal
from workflow.models import JournalEntry
from workflow.refusal import Code, Refusal

NAME = "assessment.export_archive"
MOST = 2000  # matters in one package
LEASE = timedelta(minutes=15)  # a job that has not been heard of for so long is begun anew
# What is written when somebody looks at a matter changes nothing of its papers.
LOOKING = (archive.NAME, NAME, "assessment.consult_archive", "documents.view_paper")
State = ArchiveExport.State


def ask(
    *,
    agency: Organisation,
    person: Person | None = None,
    body: Organisation | None = None,
    since: date,
    until: date,
    purpose: str,
    by: Actor,
    now: datetime,
) -> ArchiveExport:
    """Ask for the package; the same asked for twice while it is being made is one."""
    seat, line = _seat(agency, by, now)
    if not purpose.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明导出的用途。", line.citation, {"purpose": "必填"})
    if until < since:
        raise Refusal(Code.INVALID_INPUT, "止日不能早于起日。", line.citation, {"until": "早于起日"})
    row = ArchiveExport(
        agency=agency, person=person, body=body, since=since, until=until, purpose=purpose.strip()[:200],
        asked_by_id=by.user_id or 0, asked_at=now,
    )  # fmt: skip
    row.total = matters(row).count()
    if not 0 < row.total <= MOST:
        told = "这个期间没有提出过申请。" if not row.total else f"共 {row.total} 个事项，超过 {MOST} 个，请缩短期间。"
        raise Refusal(Code.INVALID_INPUT, told, line.citation, {"since": told})
    with transaction.atomic():
        # The agency's own row orders those who ask at once.
        Organisation.objects.select_for_update(no_key=True).get(pk=agency.pk)
        said = {"agency": agency, "person": person, "body": body, "since": since, "until": until}
        running = ArchiveExport.objects.open().filter(**said).first()
        if running is not None:
            return running
        row.save()
        _write(row, seat, by, now, line, {"matters": row.total})
    return row


def again(*, export: ArchiveExport, by: Actor, now: datetime) -> ArchiveExport:
    """Begin anew what was not made."""
    seat, line = _seat(export.agency, by, now)
    with transaction.atomic():
        row = ArchiveExport.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if row.state != State.FAILED:
            raise Refusal(Code.WRONG_STATE, f"这次导出现在是“{row.get_state_display()}”。", line.citation)
        row.state, row.problem, row.done, row.claimed_until = State.WAITING, "", 0, None
        row.save()
        _write(row, seat, by, now, line, {"again": True})
    return row


def hand_out(*, export: ArchiveExport, by: Actor, now: datetime) -> ArchiveExport:
    """Write who takes the package; what is not made yet is not handed out."""
    seat, line = _seat(export.agency, by, now)
    if export.state != State.DONE:
        raise Refusal(Code.WRONG_STATE, f"这次导出现在是“{export.get_state_display()}”，还不能下载。", line.citation)
    with transaction.atomic():
        _write(export, seat, by, now, line, {"sha256": export.sha256, "handed_out": True})
    return export


def matters(row: ArchiveExport) -> "QuerySet[Application]":
    """Applications of the agency within the period: the person's, or those that the body assessed."""
    found = Application.objects.filter(agency=row.agency, submitted_at__isnull=False)
    found = found.filter(submitted_at__date__range=(row.since, row.until))
    if row.person_id is not None:
        return found.filter(person_id=row.person_id)
    return found.filter(matter__in=Assessment.objects.filter(body_id=row.body_id).values("matter"))


def claim(now: datetime, pk: Any = None) -> ArchiveExport | None:
    """The next export to be made, for this caller alone."""
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, claimed_until__lt=now)
    rows = ArchiveExport.objects.filter(free, **({"pk": pk} if pk else {}))
    with transaction.atomic():
        row = rows.select_for_update(of=("self",), skip_locked=True).order_by("asked_at").first()
        if row is not None:
            row.state, row.claimed_until, row.done = State.RUNNING, now + LEASE, 0
            row.save()
    return row


def build(row: ArchiveExport, *, by: Actor, now: datetime) -> ArchiveExport:
    """Make the package of a claimed export: file anew what has changed, put all together, write it down."""
    seat, line = _seat(row.agency, by, now)
    closed: list[Application] = []
    open_ones: list[Application] = []
    for application in matters(row).select_related("person", "agency").order_by("submitted_at"):
        (closed if archive.closed(application) else open_ones).append(application)
    current = _current(closed)
    archives = []
    for application in closed:
        archives.append(current.get(application.matter) or archive.make(application=application, by=by, now=now))
        _heard(row, done=0, now=now)
    package = archiving.bundle(
        title="长期护理失能等级评估档案汇编",
        facts=_facts(row, len(archives), len(open_ones)),
        archives=archives,
        texts=[("left_out", "未办结的事项", _listed(open_ones))] if open_ones else [],
        now=now,
        told=lambda done: _heard(row, done, now),
    )
    with transaction.atomic():
        row.state, row.file, row.sha256, row.finished_at = State.DONE, package.file, package.sha256, now
        row.done, row.left_out, row.claimed_until = len(archives), len(open_ones), None
        row.save()
        for application, held in zip(closed, archives, strict=True):
            _write_of_matter(row, application, held, seat, by, now, line)
    return row


def failed(row: ArchiveExport, problem: str) -> None:
    ArchiveExport.objects.filter(pk=row.pk).exclude(state=State.DONE).update(
        state=State.FAILED, problem=problem[:300], claimed_until=None
    )


def _current(closed: Iterable[Application]) -> dict[Any, ArchivePackage]:
    """Matter → its last edition, where nothing has come to the matter since that was made; two queries."""
    asked = [application.matter for application in closed]
    last = {row.matter: row for row in ArchivePackage.objects.filter(matter__in=asked).order_by("edition")}
    acts = JournalEntry.objects.filter(matter__in=asked).exclude(act__in=LOOKING)
    changed = dict(acts.order_by().values_list("matter").annotate(Max("at")))
    return {matter: row for matter, row in last.items() if matter in changed and changed[matter] <= row.made_at}


def _heard(row: ArchiveExport, done: int, now: datetime) -> None:
    ArchiveExport.objects.filter(pk=row.pk).update(done=done, claimed_until=now + LEASE)


def _facts(row: ArchiveExport, closed: int, open_ones: int) -> dict[str, Any]:
    return {
        "人员" if row.person_id else "评估机构": row.subject,
        "经办机构": row.agency.name,
        "申请日期": f"{row.since} 至 {row.until}",
        "收入事项": closed,
        "未办结、没有收入": open_ones,
        "用途": row.purpose,
    }


def _listed(open_ones: Iterable[Application]) -> str:
    return "\n".join(
        f"{timezone.localtime(row.submitted_at):%Y-%m-%d}\t{row.person.name}\t{row.get_state_display()}\t{row.matter}"
        for row in open_ones
        if row.submitted_at
    )


def _seat(agency: Organisation, by: Actor, now: datetime) -> tuple[Seat, Line]:
    line = rule("assessment.archive", area=agency.area_id, on=timezone.localdate(now))
    seat = by.seat(archive.ARCHIVISTS, agency.pk)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "只有本经办机构的档案岗、负责人可以导出档案。", line.citation)
    return seat, line


def _write(row: ArchiveExport, seat: Seat, by: Actor, now: datetime, line: Line, changed: dict[str, Any]) -> None:
    journal.record(
        area_code=row.agency.area_id, act=NAME, by=by, seat=seat, now=now, case_kind="assessment.archiveexport",
        case_id=str(row.pk), reason=row.purpose, citation=line.citation, new_state=row.state,
        changed={"subject": row.subject, "period": [str(row.since), str(row.until)], **changed},
    )  # fmt: skip


def _write_of_matter(
    row: ArchiveExport, case: Application, held: ArchivePackage, seat: Seat, by: Actor, now: datetime, line: Line
) -> None:
    """The matter's own story says that its archive went out."""
    journal.record(
        area_code=case.area_code, act=NAME, by=by, seat=seat, now=now, matter=case.matter,
        case_kind=case.kind_name(), case_id=str(case.pk), reason=row.purpose, citation=line.citation,
        changed={"number": held.number, "export": str(row.pk)},
    )  # fmt: skip
