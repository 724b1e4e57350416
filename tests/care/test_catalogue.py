"""C4: the official catalogue comes by workbook, whole or not at all; what is in force is not overwritten."""

import base64
import io
import re
import zipfile
from datetime import date
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.posts import Post
from care import queries
from care.acts.import_catalogue import Report, import_catalogue
from care.models import ServiceItem
from care.rules.catalogue_file import CATALOGUE
from documents import workbooks
from documents.workbooks import Column, Template
from tests.care.scene import PLAN, CareScene
from tests.pages.desk import engaged, everything, sign_in
from tests.scene import Scene
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("C4")]
MAY = date(2026, 5, 1)
SOURCE = "国家长期护理保险服务项目目录（试行）"


@pytest.fixture
def scene() -> CareScene:
    return CareScene("URU")


def row(number: int = 1, **changed: Any) -> list[Any]:
    """A row as the officer fills it in."""
    said = {
        "code": f"LTC{number:04d}", "name": f"项目{number}", "part": "生活照护", "category": "饮食照护",
        "content": "协助进食", "points": "少量多次", "unit": "次", "price_fen": "20.50", "per_day_max": "3",
        "per_week_max": "", "per_month_max": "", "minutes_min": "15", "minutes_max": "60",
        "performers": "护理人员、护士", "excludes": "", "starts_on": MAY, "ends_on": "", "source": SOURCE, **changed,
    }  # fmt: skip
    return [said[column.name] for column in CATALOGUE.columns]


def take(scene: Scene, *rows: list[Any], by: str = "agreement_officer", **options: Any) -> Report:
    content = workbooks.blank(CATALOGUE, rows)
    return import_catalogue(content=content, name="目录.xlsx", by=scene.by(by), now=scene.now, **options)


def told(report: Report) -> list[tuple[int, str]]:
    return [(fault.row, fault.column) for fault in report.faults]


def held(code: str = "LTC0001") -> list[tuple[date, date | None, int]]:
    rows = ServiceItem.objects.filter(code=code).order_by("starts_on")
    return list(rows.values_list("starts_on", "ends_on", "price_fen"))


def test_a_good_file_becomes_the_catalogue_of_the_area_from_its_day(scene: CareScene) -> None:
    last = row(2, part="医疗护理", category="基础护理", performers="", price_fen="0.1", excludes="LTC0001", unit="小时")
    report = take(scene, row(1), last)

    assert (report.faults, report.counts) == ([], {"new": 2, "changed": 0, "ended": 0, "same": 0})
    first, second = ServiceItem.objects.filter(demo=False).order_by("code")
    assert (first.area_code, first.price_fen, first.performers, first.per_week_max) == (
        "650100", 2050, ["carer", "nurse"], None,
    )  # fmt: skip
    assert (second.part, second.category, second.unit, second.price_fen) == ("medical", "nursing", "hour", 10)
    assert (second.excludes, second.performers, second.source) == (["LTC0001"], [], SOURCE)
    entry = JournalEntry.objects.get(act="care.import_catalogue")
    assert entry.changed == {"file": "目录.xlsx", "new": 2, "changed": 0, "ended": 0, "same": 0}
    assert entry.area_code == "650100" and entry.citation
    before, after = queries.catalogue("650102", date(2026, 4, 30)), queries.catalogue("650102", MAY)
    assert all(item.demo for item in before.values()) and set(after) == {"LTC0001", "LTC0002"}
    assert all(item.demo for item in queries.catalogue("640100", MAY).values())


def test_a_trial_run_says_what_would_come_and_keeps_nothing(scene: CareScene) -> None:
    scene.by("agreement_officer")
    before = everything()
    report = take(scene, row(1), row(2), dry_run=True)
    assert report.counts["new"] == 2 and everything() == before


def test_the_same_file_again_is_nothing_new(scene: CareScene) -> None:
    take(scene, row(1), row(2))
    before = everything()
    report = take(scene, row(1), row(2))
    assert (report.faults, report.counts["same"], report.anything) == ([], 2, False)
    assert everything() == before


def test_what_is_in_force_ends_the_day_before_and_stays_as_it_was(scene: CareScene) -> None:
    take(scene, row(1), row(2))
    report = take(scene, row(1, price_fen="25", starts_on=date(2026, 8, 1)), row(2, starts_on=date(2026, 8, 1)))

    assert report.counts == {"new": 0, "changed": 1, "ended": 0, "same": 1}
    assert held("LTC0002") == [(MAY, None, 2050)]
    assert held() == [(MAY, date(2026, 7, 31), 2050), (date(2026, 8, 1), None, 2500)]
    assert queries.catalogue("650100", date(2026, 7, 31))["LTC0001"].price_fen == 2050
    assert queries.catalogue("650100", date(2026, 8, 1))["LTC0001"].price_fen == 2500


def test_an_item_is_ended_by_its_row_with_a_last_day(scene: CareScene) -> None:
    take(scene, row(1), row(2))
    report = take(scene, row(2, ends_on=date(2026, 12, 31)))
    assert report.counts == {"new": 0, "changed": 0, "ended": 1, "same": 0}
    assert held("LTC0002") == [(MAY, date(2026, 12, 31), 2050)] and held() == [(MAY, None, 2050)]
    take(scene, row(2, starts_on="2027-03-01"))
    assert len(held("LTC0002")) == 2


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"code": ""}, "项目代码"),
    ({"code": "有字"}, "项目代码"),
    ({"code": "X" * 41}, "项目代码"),
    ({"name": ""}, "项目名称"),
    ({"name": "名" * 81}, "项目名称"),
    ({"part": "其他"}, "部分"),
    ({"category": "洗车"}, "项目类别"),
    ({"category": "康复"}, "项目类别"),
    ({"unit": "年"}, "计价单位"),
    ({"price_fen": ""}, "单价（元）"),
    ({"price_fen": "二十"}, "单价（元）"),
    ({"price_fen": "1.005"}, "单价（元）"),
    ({"price_fen": "-1"}, "单价（元）"),
    ({"price_fen": "100000.01"}, "单价（元）"),
    ({"price_fen": "NaN"}, "单价（元）"),
    ({"per_day_max": "0"}, "每天最多次数"),
    ({"per_day_max": "三"}, "每天最多次数"),
    ({"per_day_max": "5", "per_week_max": "4"}, "每周最多次数"),
    ({"per_week_max": "9", "per_month_max": "8"}, "每月最多次数"),
    ({"minutes_min": "1.5"}, "每次最短分钟数"),
    ({"minutes_max": "1441"}, "每次最长分钟数"),
    ({"minutes_min": "30", "minutes_max": "20"}, "每次最长分钟数"),
    ({"performers": "园丁"}, "可由哪些人员提供"),
    ({"excludes": "LTC9999"}, "不能同时安排的项目"),
    ({"excludes": "LTC0001"}, "不能同时安排的项目"),
    ({"excludes": "有字"}, "不能同时安排的项目"),
    ({"starts_on": ""}, "起始日期"),
    ({"starts_on": "2026年2月30日"}, "起始日期"),
    ({"starts_on": "2026-05-02"}, "起始日期"),
    ({"ends_on": "2026-04-30"}, "终止日期"),
    ({"source": ""}, "依据"),
    ({"source": "据" * 121}, "依据"),
]


def test_every_wrong_cell_is_told_and_nothing_is_half_taken(scene: CareScene) -> None:
    scene.by("agreement_officer")
    before = everything()
    rows = [row(1, **WRONG[0][0])] + [
        row(1 if "excludes" in said else n, **said) for n, (said, _) in enumerate(WRONG) if n
    ]
    report = take(scene, row(900), *rows)
    found = told(report)
    for number, (said, column) in enumerate(WRONG, 3):
        assert (number, column) in found, said
    assert all(fault.message.endswith("。") for fault in report.faults)
    assert not {place for place, _ in found} & {2}
    assert everything() == before


def test_a_code_stands_once_in_a_file(scene: CareScene) -> None:
    report = take(scene, row(1), row(2), row(1, starts_on=date(2026, 8, 1)))
    assert told(report) == [(4, "项目代码")] and "与第 2 行重复" in report.faults[0].message
    assert not ServiceItem.objects.filter(demo=False).exists()


def test_days_that_overlap_are_told(scene: CareScene) -> None:
    take(scene, row(1, starts_on=date(2026, 8, 1)))
    cases: list[tuple[dict[str, Any], str]] = [
        ({"starts_on": MAY}, "起始日期"),
        ({"starts_on": MAY, "ends_on": date(2026, 8, 1)}, "终止日期"),
        ({"starts_on": date(2026, 8, 1), "price_fen": "9"}, "起始日期"),
        ({"starts_on": date(2026, 8, 1), "ends_on": date(2026, 9, 1), "price_fen": "9"}, "起始日期"),
    ]
    for said, column in cases:
        assert told(take(scene, row(1, **said))) == [(2, column)], said
    assert take(scene, row(1, starts_on=MAY, ends_on=date(2026, 7, 31), price_fen="9")).faults == []
    assert held() == [(MAY, date(2026, 7, 31), 900), (date(2026, 8, 1), None, 2050)]


def test_no_month_is_touched_for_which_a_plan_or_a_service_relies_on_the_catalogue(scene: CareScene) -> None:
    scene.active()
    scene.on("2026-05-04")
    report = take(scene, row(1, starts_on=date(2026, 4, 1)))
    assert told(report) == [(2, "起始日期")]
    scene.record("2026-05-02")
    report = take(scene, row(1), row(2, starts_on=date(2026, 6, 1)))
    assert told(report) == [(2, "起始日期")]
    assert "2026年5月已有" in report.faults[0].message and "不能早于 2026-06-01" in report.faults[0].message
    scene.act("care.revise_plan", "care_specialist", items=PLAN[:1], effective_from=date(2026, 7, 10), reason="好转")
    assert told(take(scene, row(2, starts_on=date(2026, 7, 1)))) == [(2, "起始日期")]
    assert take(scene, row(2, starts_on=date(2026, 8, 1))).faults == []
    assert told(take(CareScene("NX"), row(1))) == []


def test_an_item_is_not_ended_within_a_month_in_use(scene: CareScene) -> None:
    take(scene, row(1))
    scene.active()
    scene.on("2026-05-10")
    scene.record("2026-05-09", items=[{"code": "LTC0001", "times": 1}])
    report = take(scene, row(1, ends_on=date(2026, 5, 20)))
    assert told(report) == [(2, "终止日期")]
    assert take(scene, row(1, ends_on=date(2026, 5, 31))).faults == []


def test_no_month_is_touched_that_was_claimed_for(scene: CareScene) -> None:
    from settlement.models import ClaimBatch

    ClaimBatch.objects.create(
        matter=uuid4(), agency=scene.stage.agency, area_code="650102", provider=scene.provider(), month=MAY,
        kind="care", policy_on=MAY, created_at=scene.now,
    )  # fmt: skip
    assert told(take(scene, row(1), row(2, starts_on=date(2026, 6, 1)))) == [(2, "起始日期")]


def test_nobody_but_the_officer_imports(scene: CareScene) -> None:
    for who in ("supervisor", "dispatcher", "provider_manager", "care_specialist", "applicant"):
        with pytest.raises(Refusal, match="协议管理岗") as refused:
            take(scene, row(1), by=who)
        assert refused.value.code == "not_permitted" and refused.value.citation
    assert not ServiceItem.objects.filter(demo=False).exists()


def test_checking_and_taking_cost_the_same_for_many(scene: CareScene) -> None:
    def cost(first: int, last: int, **options: Any) -> int:
        rows = [row(number) for number in range(first, last)]
        with CaptureQueriesContext(connection) as captured:
            assert take(scene, *rows, **options).faults == []
        return len(captured)

    scene.by("agreement_officer")
    cost(1, 2, dry_run=True)
    assert cost(1, 2, dry_run=True) == cost(1, 200, dry_run=True) <= 12
    assert cost(1, 3) == cost(100, 300) <= 25


# Pages ---------------------------------------------------------------------------------------------------------------


def send(client: Client, content: bytes, **more: str) -> Any:
    file = SimpleUploadedFile("目录.xlsx", content)
    return client.post(reverse("care:import_catalogue"), {"file": file, **more})


@pytest.fixture
def officer(scene: CareScene, settings: Any) -> Any:
    settings.LTCI_REQUIRE_TOTP = False
    with time_machine.travel(scene.now, tick=False):
        yield sign_in(scene.user("agreement_officer"))


def changed(content: bytes, change: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_the_pages_from_the_template_to_the_marked_copy_and_the_catalogue(officer: Client) -> None:
    template = officer.get(reverse("care:catalogue_template")).content
    filled = changed(template, lambda book: book[CATALOGUE.title].append(row(1, price_fen="很贵")))

    answer = send(officer, filled)

    page = answer.content.decode()
    assert answer.status_code == 422 and "共 1 处错误" in page and "应为金额" in page
    copy = base64.b64decode(re.search(r'base64,([^"]+)"', page).group(1))  # type: ignore[union-attr]
    place = [column.name for column in CATALOGUE.columns].index("price_fen") + 1

    def correct(book: Any) -> None:
        sheet = book[CATALOGUE.title]
        assert "单价（元）：应为金额" in sheet.cell(2, len(CATALOGUE.columns) + 1).value
        sheet.cell(2, place).value = 20.5

    corrected = changed(copy, correct)
    answer = send(officer, corrected, check="1")
    assert "尚未导入" in answer.content.decode() and "新增 1 项" in answer.content.decode()
    assert not ServiceItem.objects.filter(demo=False).exists()
    done = send(officer, corrected)
    assert done["Location"] == reverse("care:catalogue")
    shown = officer.get(done["Location"]).content.decode()
    assert "已导入：新增 1 项" in shown and "示例项目，非官方代码" in shown and "起的目录" in shown
    then = officer.get(reverse("care:catalogue"), {"on": "2026-05-01"}).content.decode()
    assert "LTC0001" in then and "20.50" in then and "非官方代码" not in then and SOURCE in then
    again = officer.get(send(officer, corrected)["Location"]).content.decode()
    assert "与现有目录一致，没有变化" in again


def bomb() -> bytes:
    """A small file that unpacks into very much."""
    held = io.BytesIO(workbooks.blank(CATALOGUE, [row(1)]))
    with zipfile.ZipFile(held, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/filler.xml", b"\0" * (400 << 20))
    return held.getvalue()


def formula(book: Any) -> None:
    book[CATALOGUE.title]["H2"] = "=10*2"


def merged(book: Any) -> None:
    book[CATALOGUE.title].merge_cells("H2:I2")


def unknown(book: Any) -> None:
    book[CATALOGUE.title]["A1"] = "编号"


def test_files_that_are_not_taken_are_told_in_a_sentence(officer: Client) -> None:
    good = workbooks.blank(CATALOGUE, [row(1)])
    older = Template(CATALOGUE.code, 0, CATALOGUE.title, CATALOGUE.columns)
    other = Template("provider_staff", 1, "护理服务人员名册", (Column("name", "姓名"),))
    cases = [
        (b"", "空"),
        (b"x", "不是有效的 Excel"),
        (workbooks.blank(CATALOGUE), "没有填写内容"),
        (workbooks.blank(older, [row(1)]), "模板已经更新"),
        (workbooks.blank(other, [["马兰"]]), "这里要的是“服务项目目录”"),
        (changed(good, formula), "单元格是公式"),
        (changed(good, merged), "单元格是合并的"),
        (changed(good, unknown), "不认识的列：编号"),
        (bomb(), "。"),
    ]
    before = everything()
    for content, sentence in cases:
        answer = send(officer, content)
        assert answer.status_code == 422 and sentence in answer.content.decode(), sentence
    assert officer.post(reverse("care:import_catalogue"), {}).status_code == 422
    assert everything() == before


def test_posts_that_read_and_posts_that_do_not(officer: Client, scene: CareScene) -> None:
    own = {"agency": scene.stage.agency, "provider": scene.provider(), "handler": scene.stage.handler}
    places = {**own, "body": scene.stage.bodies["body_1"]}
    reading = {
        "agreement_officer", "supervisor", "dispatcher", "intake_clerk", "first_reviewer", "rechecker", "inspector",
        "provider_manager", "carer", "care_specialist", "handler_clerk",
    }  # fmt: skip
    from accounts.posts import KIND_OF_POST

    for post, kind in KIND_OF_POST.items():
        if kind not in places:
            continue
        client = sign_in(engaged(post, places[kind]))
        expected = 200 if post in reading else 403
        assert client.get(reverse("care:catalogue")).status_code == expected, post
        for name in ("import_catalogue", "catalogue_template"):
            status = client.get(reverse(f"care:{name}")).status_code
            assert status == (200 if post == Post.AGREEMENT_OFFICER else 403), (post, name)
        menu = client.get(reverse("care:catalogue")).content.decode()
        assert ("导入官方目录" in menu) == (post == Post.AGREEMENT_OFFICER)
    assert sign_in(scene.user("applicant")).get(reverse("care:catalogue")).status_code == 403
    assert reverse("care:catalogue") in officer.get("/").content.decode()


def test_the_page_costs_the_same_for_few_as_for_many_and_survives_odd_addresses(
    officer: Client, scene: CareScene
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert officer.get(reverse("care:catalogue"), {"on": "2026-05-01"}).status_code == 200
        return len(captured)

    take(scene, row(1))
    once = cost()
    take(scene, *(row(number) for number in range(2, 40)))
    assert cost() == once <= 12
    for odd in ("0000-00-00", "9999-99-99", "x", "\x00", "9999-12-31", "0001-01-01"):
        assert (
            officer.get(reverse("care:catalogue"), {"on": odd, "name": odd, "part": odd, "page": odd}).status_code
            == 200
        )
