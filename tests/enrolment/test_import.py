"""Taking a roster of the medical-insurance platform: each row told by itself, the file taken whole or not at all."""

import io
import tracemalloc
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from accounts.models import Organisation
from enrolment.acts import import_people as importing
from enrolment.acts.import_people import Report, import_people
from enrolment.models import Person
from tests.enrolment.conftest import TODAY, data, id_number
from tests.enrolment.roster import HEADS, number, row, take
from tests.enrolment.workbook import workbook
from tests.pages.desk import engaged
from workflow.models import JournalEntry
from workflow.refusal import Refusal


def told(report: Report) -> list[tuple[int, str]]:
    return [(error.row, error.column) for error in report.errors]


@pytest.mark.requirement("E1")
def test_three_bad_rows_among_ten_thousand_are_named_and_nothing_is_taken(clerk: Actor) -> None:
    rows = [HEADS, *(row(order) for order in range(10_000))]
    rows[17] = row(16, 证件号码=number(16)[:17] + ("0" if number(16)[17] != "0" else "1"))
    rows[5000] = row(4999, 参保类型="退休")
    rows[9999] = row(9998, 参保日期="去年")

    report = take(clerk, rows)

    assert told(report) == [(18, "证件号码"), (5001, "参保类型"), (10000, "参保日期")]
    assert "校验位不正确" in report.errors[0].message
    assert not Person.objects.exists() and not JournalEntry.objects.exists()

    rows[17], rows[5000], rows[9999] = row(16), row(4999), row(9998)
    first = take(clerk, rows)
    again = take(clerk, rows)

    assert (first.created, first.changed, first.same) == (10_000, 0, 0)
    assert (again.created, again.changed, again.same) == (0, 0, 10_000)
    assert Person.objects.count() == 10_000
    assert JournalEntry.objects.filter(act="enrolment.import_people").count() == 1


@pytest.mark.requirement("E1")
def test_what_the_journal_says_of_a_file(clerk: Actor) -> None:
    take(clerk, [HEADS, row(1), row(2)])

    entry = JournalEntry.objects.get()
    assert entry.actor_name == "王受理" and entry.post == "intake_clerk"
    assert entry.changed == {"file": "名单.csv", "created": 2, "changed": 0, "same": 0}


def test_a_number_typed_as_a_number_is_never_repaired(clerk: Actor) -> None:
    content = workbook([HEADS, row(1, 证件号码=float(number(1)[:17] + "0")), row(2)])

    report = import_people(content=content, name="名单.xlsx", by=clerk, now=TODAY)

    assert told(report) == [(2, "证件号码")]
    assert "数值格式，末几位已丢失" in report.errors[0].message
    assert not Person.objects.exists()


def test_a_phone_typed_as_a_number_keeps_its_digits(clerk: Actor) -> None:
    content = workbook([HEADS, row(1, 联系电话=13900001234, 参保地=650102)])

    assert import_people(content=content, name="名单.xlsx", by=clerk, now=TODAY).created == 1
    assert Person.objects.with_phone("13900001234").get().area_code == "650102"


def test_the_same_number_twice_in_one_file_is_told_with_the_other_row(clerk: Actor) -> None:
    report = take(clerk, [HEADS, row(1), row(2), row(1, 姓名="李四")])

    assert told(report) == [(4, "证件号码")]
    assert "与第 2 行重复" in report.errors[0].message


def test_empty_rows_are_passed_over_and_rows_are_counted_as_the_sheet_counts(clerk: Actor) -> None:
    content = workbook([HEADS, row(1), [""] * 6, [], row(2, 姓名="")])

    report = import_people(content=content, name="名单.xlsx", by=clerk, now=TODAY)

    assert told(report) == [(5, "姓名")]


def test_all_faults_of_a_row_are_told_at_once(clerk: Actor) -> None:
    report = take(clerk, [HEADS, row(1, 姓名="", 参保地="99", 参保类型="x", 参保日期="")])

    assert told(report) == [(2, "姓名"), (2, "参保地"), (2, "参保类型"), (2, "参保日期")]
    assert report.rows == 1


def test_rows_of_another_area_are_not_taken(clerk: Actor) -> None:
    report = take(clerk, [HEADS, row(1), row(2, 参保地="640100")])

    assert told(report) == [(3, "参保地")]
    assert not Person.objects.exists()


@pytest.mark.requirement("G3")
def test_a_person_of_another_area_is_not_drawn_over_by_a_file(clerk: Actor, elsewhere: Organisation) -> None:
    there = Actor.of(engaged("intake_clerk", elsewhere), TODAY.date())
    take(there, [HEADS, row(1, 参保地="640102")])

    report = take(clerk, [HEADS, row(1), row(2)])

    assert told(report) == [(2, "证件号码")]
    assert "已在其他统筹区登记" in report.errors[0].message
    assert Person.objects.get().area_code == "640102"


def test_a_file_only_speaks_of_the_columns_that_it_has(clerk: Actor) -> None:
    take(clerk, [[*HEADS, "停保日期", "享受基本医保"], [*row(1), "2025-12-31", "否"]])

    report = take(clerk, [HEADS, row(1)])

    person = Person.objects.get()
    assert report.same == 1
    assert (person.insured_until, person.basic_insurance) == (date(2025, 12, 31), False)


def test_the_register_follows_the_platform_but_keeps_what_the_clerk_entered(clerk: Actor) -> None:
    take(clerk, [HEADS, row(1, 姓名="王秀英", 联系电话="13911111111")])

    report = take(clerk, [HEADS, row(1, 姓名="王秀瑛", 联系电话="13922222222", 参保类型="在职职工")])

    person = Person.objects.get()
    assert report.changed == 1
    assert (person.name, person.phone, person.insured_type, person.version) == ("王秀英", "13911111111", "employee", 2)


def test_a_trial_run_counts_and_takes_nothing(clerk: Actor) -> None:
    report = take(clerk, [HEADS, row(1)], dry_run=True)

    assert report.created == 1
    assert not Person.objects.exists() and not JournalEntry.objects.exists()


def bomb() -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part,
    ):
        for _ in range(301):
            part.write(b"0" * 1024 * 1024)
    return target.getvalue()


def far_apart() -> bytes:
    """A few kilobytes whose two cells span half a terabyte when the sheet is laid out."""
    book, held = openpyxl.Workbook(), io.BytesIO()
    book.active["A1"], book.active["XFD1048576"] = "姓名", "x"
    book.save(held)
    return held.getvalue()


WRONG_FILES = [
    ("名单.xlsx", b"not a workbook", "不是有效的 Excel"),
    ("名单.xlsx", b"", "不是有效的 Excel"),
    ("名单.xls", b"\xd0\xcf\x11\xe0", "旧版 Excel"),
    ("名单.docx", workbook([])[:200], "不是有效的 Excel"),
    ("名单.xlsx", far_apart(), "很远的右侧、下方"),
    ("名单.csv", "姓名,证件号码\n".encode("gbk"), "须为 UTF-8 编码"),
    ("名单.csv", b"", "文件是空的"),
    ("名单.csv", "姓名,证件号码\n王,1\n".encode(), "首行缺少这些列：参保地、参保类型、参保日期"),
    ("名单.csv", (",".join([*HEADS, "姓名"]) + "\n").encode(), "首行有重复的列：姓名"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), WRONG_FILES)
def test_a_file_that_is_no_roster_is_refused_in_a_sentence(
    clerk: Actor, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        import_people(content=content, name=name, by=clerk, now=TODAY)

    assert refused.value.code == "invalid_input"


def test_a_workbook_that_would_unpack_beyond_bounds_is_not_unpacked(clerk: Actor) -> None:
    content = bomb()
    assert len(content) < 1024 * 1024

    tracemalloc.start()
    with pytest.raises(Refusal, match="展开后超过 300 MB"):
        import_people(content=content, name="名单.xlsx", by=clerk, now=TODAY)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 20 * 1024 * 1024


def test_only_the_posts_that_register_import(agency: Organisation) -> None:
    for post in ("dispatcher", "archivist", "user_admin"):
        with pytest.raises(Refusal, match="受理岗、审核岗或负责人"):
            take(Actor.of(engaged(post, agency), TODAY.date()), [HEADS, row(1)])


def queries(by: Actor, orders: range) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        take(by, [HEADS, *(row(order) for order in orders)])
    return len(captured)


@pytest.mark.requirement("E1")
def test_a_batch_costs_the_same_queries_whatever_its_rows(clerk: Actor) -> None:
    assert queries(clerk, range(100)) == queries(clerk, range(100, 1100)) <= 12


def test_queries_grow_with_batches_alone(clerk: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    one = queries(clerk, range(100))
    monkeypatch.setattr(importing, "BATCH", 25)
    four = queries(clerk, range(100, 200))

    assert four - one == 3 * (queries(clerk, range(200, 250)) - queries(clerk, range(250, 275)))


def test_a_person_entered_by_hand_is_known_to_the_file(clerk: Actor, enter: Any) -> None:
    enter(2)

    report = take(clerk, [HEADS, row(1, 证件号码=id_number(2), 参保类型="退休人员")])

    assert (report.created, report.same) == (0, 1)
    assert Person.objects.get().name == data()["name"]
