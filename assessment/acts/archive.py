"""File a closed matter: all its letters, papers and records as one catalogued package. A20, I5.

新疆第十二条、第四十八条; 宁夏第二十八条、第六十一条; 黑龙江第十二条、第四十八条.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.crypto import mask_id_number
from applications.models import Application
from assessment import queries
from assessment.models import Assessment
from assessment.models.archive_export import ARCHIVISTS
from assessment.states import State
from documents import archiving
from documents.models import ArchivePackage, Letter, PaperFile
from documents.models.series import take_number
from policy import Line, rule
from policy.words import word
from workflow import journal
from workflow.models import JournalEntry
from workflow.refusal import Code, Refusal

NAME = "assessment.archive"
ENDED = frozenset({"refused", "withdrawn", "lapsed"})
CLOSED = frozenset({State.DELIVERED, State.SUPERSEDED, State.CANCELLED})
APPLICATION_LETTERS = frozenset(
    {"application_form", "power_of_attorney", "self_assessment", "undertaking", "acceptance_notice"}
)
CONCLUSIONS = frozenset({"conclusion", "review_conclusion", "delivery_receipt"})


def seat_of(application: Application, by: Actor) -> Seat | None:
    return application.seats(by, ARCHIVISTS)


def closed(application: Application) -> bool:
    """Whether the matter has ended: refused, taken back, lapsed, or its last assessment delivered or ended."""
    if application.state in ENDED:
        return True
    last = queries.current(application.matter)
    return last is not None and last.state in CLOSED


def make(*, application: Application, by: Actor, now: datetime) -> ArchivePackage:
    """The next edition of the matter's archive; an earlier one is never written over."""
    line = rule("assessment.archive", area=application.area_code, on=application.policy_on)
    seat = seat_of(application, by)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "只有本经办机构的档案岗、负责人可以归档。", line.citation)
    if not closed(application):
        raise Refusal(Code.WRONG_STATE, "事项还没有办结，办结后才能归档。", line.citation)
    with transaction.atomic():
        locked = (
            Application.objects.select_for_update(of=("self",))
            .select_related("person", "agency")
            .get(pk=application.pk)
        )
        return _file(locked, seat, line, by, now)


def _file(case: Application, seat: Seat, line: Line, by: Actor, now: datetime) -> ArchivePackage:
    edition = ArchivePackage.objects.filter(matter=case.matter).count() + 1
    year = timezone.localtime(now).year
    office = case.agency
    number = f"{office.number_word or office.code}长护档〔{year}〕{take_number(office.code, 'archive', year)}号"
    last = queries.current(case.matter)
    package = archiving.write(
        title="长期护理失能等级评估档案",
        facts=_facts(case, last, number, edition),
        letters=[(row, _part_of_letter(row)) for row in Letter.objects.of_matter(case.matter).order_by("issued_at")],
        papers=[(row, _part_of_paper(row)) for row in PaperFile.objects.of_matter(case.matter)],
        texts=[("internal_control", "办理日志", _log(case))],
        parts=[(code, word("archive_parts", code)) for code in line.value],
        now=now,
    )
    journal.record(
        area_code=case.area_code,
        act=NAME,
        by=by,
        seat=seat,
        now=now,
        matter=case.matter,
        case_kind=case.kind_name(),
        case_id=str(case.pk),
        citation=line.citation,
        changed={"number": number, "items": package.items, "sha256": package.sha256},
    )
    return ArchivePackage.objects.create(
        id=package.id,
        number=number,
        matter=case.matter,
        person_name=case.person.name,
        area_code=case.area_code,
        agency=case.agency,
        body=last.body if last is not None else None,
        edition=edition,
        items=package.items,
        file=package.file,
        sha256=package.sha256,
        made_at=now,
        made_by_id=by.user_id or 0,
    )


def _facts(case: Application, last: Assessment | None, number: str, edition: int) -> dict[str, Any]:
    return {
        "档号": number,
        "版次": edition,
        "姓名": case.person.name,
        "证件号码": mask_id_number(case.person.id_number),
        "经办机构": case.agency.name,
        "评估机构": last.body.name if last is not None else "",
        "申请日期": timezone.localtime(case.submitted_at).date().isoformat() if case.submitted_at else "",
        "结论": f"{last.level} 级 {last.level_name}" if last is not None and last.level is not None else "",
    }


def _part_of_letter(letter: Letter) -> str:
    if letter.kind in APPLICATION_LETTERS:
        return "application_papers"
    if letter.kind in CONCLUSIONS:
        return "conclusion"
    return "scale_sheets" if letter.kind == "scale_sheets" else "process_records"


def _part_of_paper(paper: PaperFile) -> str:
    if paper.case_kind == Application.kind_name():
        return "application_papers"
    return "video" if paper.is_video else "process_records"


def _log(case: Application) -> str:
    """The journal of the matter as text: when, who in which post, what, from state to state, on which article."""
    rows = JournalEntry.objects.filter(matter=case.matter).order_by("id")
    lines = [
        f"{timezone.localtime(row.at):%Y-%m-%d %H:%M}\t{row.actor_name}\t{row.post}\t{row.organisation_name}\t"
        f"{row.act}\t"
        f"{row.old_state}→{row.new_state}\t{row.citation}\t{row.hash}"
        for row in rows
    ]
    return "\n".join(lines)
