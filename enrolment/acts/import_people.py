"""Take a file of the medical-insurance platform: each row is told by itself, the file is taken whole or not. E1."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.areas import covers
from accounts.crypto import blind_index
from documents import workbooks
from documents.workbooks import Fault, WrongFile
from enrolment.acts.register import ARTICLE, REGISTERING_POSTS, complete
from enrolment.models import Person
from enrolment.rules.roster_file import Row, read
from workflow import journal
from workflow.refusal import Code, Refusal

BATCH = 2000
# What the platform knows better than we; names and contacts of a person already registered stay as the clerk left them.
FOLLOWED = ("area_code", "insured", "insured_type", "insured_since", "insured_until", "basic_insurance", "version")


@dataclass
class Report:
    """What a file came to: new people, changed people, people whom it leaves as they were, rows in error."""

    created: int = 0
    changed: int = 0
    same: int = 0
    errors: list[Fault] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.created + self.changed + self.same + len({error.row for error in self.errors})


def import_people(*, content: bytes, name: str, by: Actor, now: datetime, dry_run: bool = False) -> Report:
    """Check every row of an xlsx or csv file and, unless something is wrong or `dry_run`, take all of them at once."""
    seats = tuple(seat for seat in by.seats if seat.post in REGISTERING_POSTS)
    if not seats:
        raise Refusal(Code.NOT_PERMITTED, "导入参保名单只能由经办机构的受理岗、审核岗或负责人办理。", ARTICLE)
    report = Report()
    good = list(_good(_cells(content, name), seats, report, now))
    with transaction.atomic():
        for start in range(0, len(good), BATCH):
            _take(good[start : start + BATCH], seats, report, now, write=not (report.errors or dry_run))
        report.errors.sort(key=lambda error: error.row)
        if report.errors or dry_run:
            transaction.set_rollback(True)
        elif report.created or report.changed:
            _record(report, name, by, seats[0], now)
    return report


def _good(cells: Iterable[Sequence[Any]], seats: Sequence[Seat], report: Report, now: datetime) -> Iterator[Row]:
    try:
        for found in read(cells, timezone.localdate(now)):
            if isinstance(found, list):
                report.errors += found
            elif not _within(found.values["area_code"], seats):
                report.errors.append(Fault(found.row, "参保地", "不在您所在经办机构的辖区内。"))
            else:
                yield found
    except WrongFile as error:
        raise Refusal(Code.INVALID_INPUT, str(error), "", {"file": str(error)}) from None


def _cells(content: bytes, name: str) -> Iterator[Sequence[Any]]:
    """Rows of the first sheet, or of the csv; refuses what is neither, and a sheet that would unpack beyond bounds."""
    if name.lower().endswith(".csv"):
        try:
            yield from csv.reader(io.StringIO(content.decode("utf-8-sig")))
        except UnicodeDecodeError:
            raise Refusal(Code.INVALID_INPUT, "CSV 文件须为 UTF-8 编码。", "", {"file": "编码有误"}) from None
        except csv.Error:
            message = "文件不是有效的 CSV 文件，或者有的单元格过长。"
            raise Refusal(Code.INVALID_INPUT, message, "", {"file": message}) from None
        return
    try:
        yield from workbooks.rows_of(content)
    except WrongFile as error:
        raise Refusal(Code.INVALID_INPUT, str(error), "", {"file": str(error)}) from None


def _take(rows: list[Row], seats: Sequence[Seat], report: Report, now: datetime, *, write: bool) -> None:
    """Count what the rows come to and, unless nothing is to be kept of the file anyway, write it."""
    indexes = {blind_index(row.values["id_number"], "id_number"): row for row in rows}
    # In one order, so that two rosters with the same people wait for each other instead of stopping each other.
    locked = Person.objects.select_for_update(no_key=True).filter(id_index__in=indexes).order_by("pk")
    known = {person.id_index: person for person in locked}
    for index in [index for index, person in known.items() if not _within(person.area_code, seats)]:
        report.errors.append(Fault(indexes.pop(index).row, "证件号码", "已在其他统筹区登记，须先办理关系转移。"))
        del known[index]
    fresh = [_new(row, now) for index, row in indexes.items() if index not in known]
    moved = [person for index, person in known.items() if _follow(person, indexes[index])]
    if write:
        _create(fresh)
        Person.objects.bulk_update(moved, FOLLOWED)
    report.created += len(fresh)
    report.changed += len(moved)
    report.same += len(known) - len(moved)


def _create(fresh: list[Person]) -> None:
    try:
        Person.objects.bulk_create(fresh)
    except IntegrityError as error:
        if "id_index" not in str(error):
            raise
        raise Refusal(Code.STALE_PAGE, "核对名单时另有人登记了其中的人，文件没有导入。请重新导入。") from None


def _within(area_code: str, seats: Sequence[Seat]) -> bool:
    return any(covers(seat.area_code, area_code) for seat in seats)


def _new(row: Row, now: datetime) -> Person:
    person = Person(created_at=now, **row.values)
    complete(person)
    return person


def _follow(person: Person, row: Row) -> bool:
    """Let the register follow the platform; says whether anything changed."""
    before = tuple(getattr(person, name) for name in FOLLOWED)
    for name in FOLLOWED:
        if name in row.values:
            setattr(person, name, row.values[name])
    if tuple(getattr(person, name) for name in FOLLOWED) == before:
        return False
    person.version += 1
    return True


def _record(report: Report, name: str, by: Actor, seat: Seat, now: datetime) -> None:
    journal.record(
        area_code=seat.area_code,
        act="enrolment.import_people",
        by=by,
        seat=seat,
        now=now,
        case_kind="enrolment.person",
        citation=ARTICLE,
        changed={"file": name, "created": report.created, "changed": report.changed, "same": report.same},
    )
