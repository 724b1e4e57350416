"""Examinations that the committee orders: result and paper, clocks by the region's switch, who reads them. A10."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.models import Examination
from documents.issuing import rows_only
from tests.pages.desk import everything, sign_in
from tests.pages.test_act_forms import act_url, sent
from tests.ruling import ruled
from tests.scene import Scene, at
from workflow import calendar, deadlines
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A10")]
ORDER = {"hospital": "市第一人民医院", "items": "头颅核磁", "reason": "病历记载不清", "due_on": date(2026, 3, 20)}
FOUND = {"result": "未见新发病灶", "paper": "影像第18号"}


@pytest.fixture
def scene(settings: Any) -> Iterator[Scene]:
    settings.LTCI_REQUIRE_TOTP = False
    with rows_only():
        found = Scene("URU")
        calendar.seed(found.now)
        found.in_committee()
        with time_machine.travel(found.now, tick=False):
            yield found


def due(scene: Scene, kind: str) -> tuple[str, date]:
    limit = deadlines.find(scene.application.matter, kind)
    return limit.state, limit.due_on


def test_no_clock_stops_where_the_region_does_not_say_so(scene: Scene) -> None:
    before = due(scene, "committee_opinion")
    scene.act("assessment.order_examination", "committee_secretary", **ORDER)
    scene.act("assessment.propose", "committee_secretary")

    assert due(scene, "committee_opinion") == before
    row = Examination.objects.get()
    assert (row.hospital, row.items, row.due_on, row.outcome) == ("市第一人民医院", "头颅核磁", date(2026, 3, 20), "")


def test_where_the_region_says_so_the_clocks_wait_for_the_last_result(scene: Scene) -> None:
    ends = {kind: due(scene, kind)[1] for kind in ("committee_opinion", "conclusion_delivery")}
    with ruled("assessment.examination_pauses", "650100", True):
        scene.act("assessment.order_examination", "committee_secretary", **ORDER)
        scene.act("assessment.order_examination", "committee_secretary", **ORDER | {"hospital": "市精神卫生中心"})
        assert {due(scene, kind)[0] for kind in ends} == {"paused"}
        with pytest.raises(Refusal) as refused:
            scene.act("assessment.propose", "committee_secretary")
        assert (refused.value.code, refused.value.citation) == ("too_early", "测试规则第一条")

        scene.now = at("2026-03-09")
        scene.act("assessment.record_examination", "committee_secretary", **FOUND)
        assert {due(scene, kind)[0] for kind in ends} == {"paused"}
        scene.act("assessment.record_examination", "committee_secretary", result="拒绝检查", outcome="not_done")

        assert {due(scene, kind)[0] for kind in ends} == {"running"}
        assert all(due(scene, kind)[1] > day for kind, day in ends.items())
        scene.act("assessment.propose", "committee_secretary")
    assert [row.outcome for row in Examination.objects.all()] == ["done", "not_done"]


def test_the_result_of_another_case_or_one_recorded_already_is_refused(scene: Scene) -> None:
    scene.act("assessment.order_examination", "committee_secretary", **ORDER)
    scene.act("assessment.order_examination", "committee_secretary", **ORDER)
    first = Examination.objects.first()
    scene.act("assessment.record_examination", "committee_secretary", **FOUND, examination=first.pk)

    for number in (first.pk, 10**9):
        with pytest.raises(Refusal) as refused:
            scene.act("assessment.record_examination", "committee_secretary", **FOUND, examination=number)
        assert refused.value.code == "invalid_input"


def test_the_database_keeps_no_result_without_paper_name_and_moment(scene: Scene) -> None:
    scene.act("assessment.order_examination", "committee_secretary", **ORDER)
    with pytest.raises(IntegrityError, match="an_examination_that_was_done_has_its_paper"), transaction.atomic():
        Examination.objects.update(outcome="done", recorded_at=scene.now, recorded_by=scene.user("reviewer"))
    with pytest.raises(IntegrityError, match="a_recorded_examination_says_who_when_and_what"), transaction.atomic():
        Examination.objects.update(outcome="not_done")


def test_the_pages_order_and_record_and_those_who_read_health_see_the_result(scene: Scene) -> None:
    secretary, url = sign_in(scene.user("committee_secretary")), act_url(scene, "assessment.order_examination")
    page = secretary.get(url).content.decode()
    assert "期限不中止" in page and "评定意见期限仍至" in page
    before = everything()
    past = {"hospital": "市第一人民医院", "items": "核磁", "reason": "不清", "due_on": "2026-03-01"}
    for fields, field in ((past, "due_on"), ({"hospital": "市第一人民医院"}, "items")):
        answer = secretary.post(url, sent(scene, "assessment.order_examination", **fields))
        assert answer.status_code == 422 and f'id="id_{field}_error"' in answer.content.decode()
    assert everything() == before
    good = past | {"due_on": "2026-03-20"}
    assert secretary.post(url, sent(scene, "assessment.order_examination", **good)).status_code == 302
    scene.refresh()

    record, row = act_url(scene, "assessment.record_examination"), Examination.objects.get()
    assert "市第一人民医院：核磁" in secretary.get(record).content.decode()
    fields = {"examination": row.pk, "outcome": "done", "result": "多发腔隙性梗死"}
    answer = secretary.post(record, sent(scene, "assessment.record_examination", **fields))
    assert answer.status_code == 409 and "报告单" in answer.content.decode()
    form = sent(scene, "assessment.record_examination", **fields, paper="影像第18号", examined_on="2026-03-02")
    assert secretary.post(record, form).status_code == 302

    matter = reverse("matter", args=[scene.application.matter])
    seen = {name: sign_in(scene.user(name)).get(matter).content.decode() for name in ("supervisor", "intake_clerk")}
    assert "多发腔隙性梗死" in seen["supervisor"] and "多发腔隙性梗死" not in seen["intake_clerk"]
    assert "影像第18号" in sign_in(scene.user("committee_expert_1")).get(matter).content.decode()
    with rows_only():
        assert "多发腔隙性梗死" in secretary.get(act_url(scene, "assessment.propose")).content.decode()


def test_an_examination_that_is_late_stands_out(scene: Scene) -> None:
    scene.act("assessment.order_examination", "committee_secretary", **ORDER)
    with time_machine.travel(at("2026-03-23"), tick=False):
        page = sign_in(scene.user("supervisor")).get(reverse("matter", args=[scene.application.matter]))

    assert "还没有结果" in page.content.decode()
