"""C5: a month of service records comes in one file, whole or not at all; every fault is told at its cell."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest

from care.acts.upload_services import receive, take
from care.models import ServiceRecord, ServiceUpload
from care.uploads.template import BOOK
from documents.workbooks import Column, Template, blank, read
from providers.models import PracticeBan
from tests.care.scene import BATH, FEEDING, GLUCOSE, CareScene
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> CareScene:
    found = CareScene("NX")
    found.active()
    found.on("2026-04-20")
    return found


def row(scene: CareScene, number: int = 1, day: str = "2026-04-06", **changed: Any) -> list[Any]:
    given = {
        "client_key": f"R{number}",
        "id_number": scene.benefit.person.id_number,
        "person": scene.benefit.person.name,
        "carer": scene.carers[1].nhsa_code,
        "started": f"{day} {7 + number:02d}:00",
        "ended": f"{day} {7 + number:02d}:40",
        "place": "参保人家中",
        "identity": "身份证件",
        "items": f"{FEEDING}×1、{BATH}",
        "signed_by": "张桂兰",
        **changed,
    }
    return [given[column.name] for column in BOOK.columns]


def sent(scene: CareScene, *rows: list[Any], content: bytes | None = None) -> ServiceUpload:
    content = blank(BOOK, rows) if content is None else content
    upload = receive(content=content, name="四月.xlsx", by=scene.by("provider_manager"), now=scene.now)
    return take(upload.pk, scene.now)


def told(upload: ServiceUpload) -> list[tuple[int, str, str]]:
    return list(upload.faulty.order_by("row", "id").values_list("row", "column", "code"))


@pytest.mark.requirement("C5")
def test_a_good_file_is_stored_whole_with_what_was_done(scene: CareScene) -> None:
    done = sent(scene, *(row(scene, number) for number in range(1, 6)))

    assert (done.state, done.rows, done.rows_done) == ("stored", 5, 5)
    first = ServiceRecord.objects.get(client_key="R1")
    assert (first.benefit, first.carer, first.served_on, first.mode, first.source) == (
        scene.benefit,
        scene.carers[1],
        date(2026, 4, 6),
        "home",
        "upload",
    )
    assert [(one.code, one.name, one.times, one.price_fen) for one in first.items] == [
        (FEEDING, "协助进食", 1, 2000),
        (BATH, "协助沐浴", 1, 5000),
    ]
    assert JournalEntry.objects.get(act="care.upload_services").changed["records"] == 5


@pytest.mark.requirement("C5")
def test_one_wrong_row_and_nothing_is_stored(scene: CareScene) -> None:
    done = sent(scene, row(scene, 1), row(scene, 2, carer="没有的"), row(scene, 3))
    assert done.state == "refused"
    assert told(done) == [(3, "服务人员编码", "not_qualified")]
    assert ServiceRecord.objects.count() == 0

    with done.marked.open("rb") as file:
        again = read(BOOK, file.read())
    assert len(again.rows) == 3
    assert sent(scene, row(scene, 1), row(scene, 3)).state == "stored"


@pytest.mark.requirement("C3")
@pytest.mark.requirement("C4")
@pytest.mark.requirement("C5")
@pytest.mark.requirement("C7")
def test_every_kind_of_fault_is_told_at_its_cell(scene: CareScene) -> None:
    scene.act("care.admit", "provider_manager", admitted_on=date(2026, 4, 8))
    scene.act("care.discharge", "provider_manager", discharged_on=date(2026, 4, 12))
    scene.record("2026-04-02", hour=8)
    cases = [
        ({"day": "2026-03-30"}, ("开始时间", "too_early")),
        ({"day": "2026-04-09"}, ("开始时间", "wrong_state")),
        ({"ended": "2026-04-06 08:00", "started": "2026-04-06 09:00"}, ("结束时间", "invalid_input")),
        ({"ended": "2026-04-21 10:00", "started": "2026-04-21 09:00"}, ("结束时间", "invalid_input")),
        ({"ended": "2026-04-06 10:00", "started": "2026-04-05 09:00"}, ("结束时间", "invalid_input")),
        ({"started": "昨天"}, ("开始时间", "invalid_input")),
        ({"started": "2026-02-30 09:00"}, ("开始时间", "invalid_input")),
        ({"id_number": "640104194001010010"}, ("参保人证件号码", "not_permitted")),
        ({"person": "别的名字"}, ("参保人姓名", "invalid_input")),
        ({"items": "X-99×1"}, ("服务内容", "invalid_input")),
        ({"items": "×3"}, ("服务内容", "invalid_input")),
        ({"items": "目录外:陪诊"}, ("服务内容", "outside_catalogue_without_consent")),
        ({"place": "别处"}, ("地点", "invalid_input")),
        ({"identity": ""}, ("身份核验", "invalid_input")),
        ({"started": "2026-04-02 08:20", "ended": "2026-04-02 09:00"}, ("开始时间", "invalid_input")),
    ]
    for number, (changed, expected) in enumerate(cases):
        done = sent(scene, row(scene, 1, client_key=f"K{number}", **changed))
        assert done.state == "refused"
        assert (2, *expected) in told(done), (changed, told(done))
    assert ServiceRecord.objects.count() == 1


@pytest.mark.requirement("C5")
@pytest.mark.requirement("D7")
@pytest.mark.requirement("S4")
def test_what_a_banned_carer_did_from_that_day_on_is_told_at_its_cell(scene: CareScene) -> None:
    carer, officer = scene.carers[1], scene.user("agreement_officer")
    PracticeBan.objects.create(
        id_index=carer.id_index, name=carer.name, scope="practise", starts_on=date(2026, 4, 7),
        ends_on=date(2027, 4, 6), reason="处理决定〔2026〕1号", entered_by=officer, entered_at=scene.now,
    )  # fmt: skip
    assert sent(scene, row(scene, 1, "2026-04-06")).state == "stored"
    assert told(sent(scene, row(scene, 2, "2026-04-07"))) == [(2, "服务人员编码", "not_qualified")]


@pytest.mark.requirement("C5")
def test_what_stands_twice_in_a_file_or_overlaps_is_told(scene: CareScene) -> None:
    done = sent(scene, row(scene, 1), row(scene, 1, started="2026-04-07 09:00", ended="2026-04-07 09:30"))
    assert told(done) == [(3, "记录编号", "invalid_input")]
    done = sent(scene, row(scene, 1), row(scene, 2, started="2026-04-06 08:30", ended="2026-04-06 09:10"))
    assert [one[:2] for one in told(done)] == [(2, "开始时间"), (3, "开始时间")]
    assert sent(scene, row(scene, 1)).state == "stored"
    done = sent(scene, row(scene, 1, ended="2026-04-06 08:30"))
    assert (2, "记录编号", "invalid_input") in told(done)


@pytest.mark.requirement("C5")
@pytest.mark.requirement("C7")
def test_after_death_and_of_another_provider_nothing_is_taken(scene: CareScene) -> None:
    scene.act("care.change_provider", "dispatcher", provider=scene.provider(2), reason="搬家")
    scene.act("care.accept_dispatch", "provider_manager_11")
    scene.on("2026-04-25")
    assert told(sent(scene, row(scene, 1, "2026-04-22")))[0][1:] == ("开始时间", "not_permitted")
    scene.act("care.record_death", "intake_clerk", died_on=date(2026, 4, 22))
    assert (2, "开始时间", "too_late") in told(sent(scene, row(scene, 1, "2026-04-23")))
    assert sent(scene, row(scene, 1, "2026-04-19")).state == "stored"


@pytest.mark.requirement("C5")
def test_the_same_file_twice_is_one_upload(scene: CareScene) -> None:
    content = blank(BOOK, [row(scene, 1)])
    by = scene.by("provider_manager")
    first = receive(content=content, name="a.xlsx", by=by, now=scene.now)
    assert receive(content=content, name="b.xlsx", by=by, now=scene.now) == first
    take(first.pk, scene.now)
    take(first.pk, scene.now)
    assert ServiceRecord.objects.count() == 1
    with pytest.raises(Refusal) as refused:
        receive(content=content, name="a.xlsx", by=scene.by("carer_1"), now=scene.now)
    assert refused.value.code == "not_permitted"


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (400 << 20))
    return held.getvalue()


@pytest.mark.requirement("C5")
def test_a_file_that_is_none_is_refused_as_a_whole(scene: CareScene) -> None:
    older = Template(BOOK.code, BOOK.version + 1, BOOK.title, BOOK.columns)
    wider = Template(
        BOOK.code, BOOK.version, BOOK.title, (*BOOK.columns, *(Column(f"x{n}", f"多{n}") for n in range(3)))
    )
    for content, words in (
        (b"not a workbook", "不是有效的 Excel"),
        (bomb(), "展开后超过"),
        (blank(older), "模板已经更新"),
        (blank(wider, [row(scene, 1)]), "不认识的列：多0、多1、多2"),
        (blank(BOOK), "没有填写内容"),
    ):
        done = sent(scene, content=content)
        assert done.state == "refused" and words in done.told, done.told
        assert told(done) == [(0, "", "invalid_input")]


@pytest.mark.requirement("C5")
def test_single_record_and_file_are_held_to_the_same(scene: CareScene) -> None:
    from tests.care.test_flow import code_of

    scene.act("care.admit", "provider_manager", admitted_on=date(2026, 4, 8))
    scene.act("care.discharge", "provider_manager", discharged_on=date(2026, 4, 12))
    for number, day in enumerate(("2026-03-31", "2026-04-01", "2026-04-08", "2026-04-09", "2026-04-12")):
        items = [{"code": GLUCOSE}]
        one = code_of(scene, "care.record_service", "carer_1", **scene.service(day, hour=15, items=items))
        many = sent(scene, row(scene, 9, day, client_key=f"S{number}", items=f"{GLUCOSE}×1"))
        assert (one is None) == (many.state == "stored"), day
        assert one is None or one == told(many)[0][2]
