"""Online assessment by appointment: the applicant is told, and sees it; the proof of the stay elsewhere. A8."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from assessment.models import VideoAppointment
from documents.freezing import thaw
from documents.issuing import rows_only
from documents.models import Letter
from tests.pages.desk import everything, sign_in
from tests.pages.test_act_forms import act_url, sent
from tests.ruling import ruled
from tests.scene import Scene
from workflow import calendar
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A8")]


@pytest.fixture
def scene(settings: Any) -> Iterator[Scene]:
    """A matter of Heilongjiang, applied for online by the person, dispatched for an online assessment."""
    settings.LTCI_REQUIRE_TOTP = False
    with rows_only():
        found = Scene("HLJ")
        calendar.seed(found.now)
        found.approved(offsite=True)
        found.act("assessment.dispatch", "dispatcher", body=found.stage.bodies["body_1"], means="online")
        with time_machine.travel(found.now, tick=False):
            yield found


def filled(scene: Scene, **changed: Any) -> dict[str, Any]:
    people = [scene.user(name).pk for name in ("assessor_1", "expert_1")]
    given = {
        "day": "2026-03-05",
        "time": "10:30",
        "channel": "会议号 123",
        "assessors": people,
        "guardian_name": "李女士",
    }
    return sent(scene, "assessment.appoint_video", **given | changed)


def test_the_page_appoints_and_the_applicant_reads_when_how_and_who(scene: Scene) -> None:
    manager, url = sign_in(scene.user("body_manager")), act_url(scene, "assessment.appoint_video")
    page = manager.get(url).content.decode()
    assert "长期异地居住备案" in page and "结论书送达期限至 2026年4月14日" in page
    before = everything()
    wrong = (({"time": "x"}, "time"), ({"day": "2026-03-01"}, "day"), ({"guardian_name": ""}, "guardian_name"))
    for changed, field in wrong:
        answer = manager.post(url, filled(scene, **changed))
        assert answer.status_code == 422 and f'id="id_{field}_error"' in answer.content.decode(), field
    assert everything() == before

    assert manager.post(url, filled(scene)).status_code == 302

    letter = Letter.objects.get(kind="video_appointment_notice")
    facts = thaw(letter.letter_type.facts_class, letter.facts)
    assert (str(facts.day), facts.time_label, facts.channel) == ("2026-03-05", "10:30", "会议号 123")
    assert facts.assessors == ("assessor_1", "expert_1") and not facts.replaces
    matter = reverse("matter", args=[scene.application.matter])
    for name in ("applicant", "supervisor", "body_manager"):
        page = sign_in(scene.user(name)).get(matter).content.decode()
        assert "2026年3月5日 10:30，会议号 123" in page, name
        assert letter.number in page
    assert "等待线上评估" in sign_in(scene.user("applicant")).get(matter).content.decode()
    assert "已经约过" in manager.get(url).content.decode()

    scene.refresh()
    assert manager.post(url, filled(scene, day="2026-03-06")).status_code == 302
    latest = Letter.objects.filter(kind="video_appointment_notice").latest("issued_at", "number")
    assert thaw(latest.letter_type.facts_class, latest.facts).replaces


def test_another_body_and_the_applicant_appoint_nothing(scene: Scene) -> None:
    url, before = act_url(scene, "assessment.appoint_video"), everything()

    assert sign_in(scene.user("body_manager_11")).post(url, filled(scene)).status_code == 404
    assert sign_in(scene.user("applicant")).post(url, filled(scene)).status_code == 409
    assert everything()["assessment_videoappointment"] == before["assessment_videoappointment"]


def test_the_proof_of_the_stay_elsewhere_is_offered_and_asked_where_the_region_asks_it(scene: Scene) -> None:
    assessor = sign_in(scene.user("assessor_1"))
    page = assessor.get(act_url(scene, "assessment.record_visit")).content.decode()
    assert 'value="offsite_residence_filing"' in page

    with pytest.raises(Refusal) as refused:
        scene.act("assessment.record_visit", "assessor_1", **scene.visit())
    assert (refused.value.code, "第八条（二）" in refused.value.citation) == ("missing_evidence", True)
    with ruled("assessment.online_requires", "230000", []):
        scene.act("assessment.record_visit", "assessor_1", **scene.visit())


@pytest.mark.requirement("A7")
def test_signatures_are_asked_only_where_the_region_asks_them(scene: Scene) -> None:
    visit = scene.visit(signed=False)
    visit["evidence"] = [*visit["evidence"], "offsite_residence_filing"]
    with pytest.raises(Refusal, match="全部签名") as refused:
        scene.act("assessment.record_visit", "assessor_1", **visit)
    assert (refused.value.code, bool(refused.value.citation)) == ("missing_evidence", True)

    with ruled("assessment.visit.signatures_required", "230000", False):
        scene.act("assessment.record_visit", "assessor_1", **visit)
    assert scene.assessment.state == "visited"


def test_the_database_keeps_no_appointment_in_the_past(scene: Scene) -> None:
    past = {"at": scene.now - timedelta(days=1), "made_at": scene.now, "made_by": scene.user("body_manager")}
    with pytest.raises(IntegrityError, match="an_appointment_lies_ahead"), transaction.atomic():
        VideoAppointment.objects.create(assessment=scene.assessment, channel="x", guardian_name="李", **past)
