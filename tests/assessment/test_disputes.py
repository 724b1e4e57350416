"""Against a conclusion: reports under real name, reviews on request, re-assessment. A13, A16, A17.

The regions' windows are told day by day in scenarios/a13*, a16*, a17*.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessment.models import Objection, PublicNotice
from documents.issuing import rows_only
from tests.scene import REPORT, Scene
from workflow import calendar, deadlines
from workflow.models import JournalEntry
from workflow.refusal import Refusal
from workflow.tasks import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters_without_print() -> Iterator[None]:
    with rows_only():
        yield


def code_of(scene: Scene, name: str, by: str, /, **inputs: Any) -> str:
    with pytest.raises(Refusal) as refused:
        scene.act(name, by, **inputs)
    return str(refused.value.code)


@pytest.mark.requirement("A13")
def test_a_report_under_enquiry_holds_the_case_although_the_notice_ends() -> None:
    scene = Scene("XJ")
    scene.contested()
    sweep(scene.later(20), matter=scene.application.matter)
    scene.refresh()
    assert scene.assessment.state == "contested"
    assert code_of(scene, "assessment.conclude", "body_manager") == "wrong_state"

    scene.act("assessment.settle_report", "reviewer", borne_out=False, findings="走访后未见")

    assert scene.assessment.state == "cleared"


@pytest.mark.requirement("A13")
@pytest.mark.parametrize(
    "changed", [{"name": " "}, {"statement": ""}, {"id_number": "110111194005120028"}, {"id_number": ""}]
)
def test_a_report_needs_a_real_name_and_what_is_known(changed: dict[str, str]) -> None:
    scene = Scene("NX")
    scene.on_notice()

    assert code_of(scene, "assessment.report", "public", **REPORT | changed) == "invalid_input"
    assert not Objection.objects.exists()


@pytest.mark.requirement("A13")
def test_the_person_does_not_report_on_the_own_conclusion() -> None:
    scene = Scene("HLJ")
    scene.on_notice()
    own = REPORT | {"id_number": scene.stage.person.id_number}

    assert code_of(scene, "assessment.report", "intake_clerk", **own) == "invalid_input"


@pytest.mark.requirement("A13")
@pytest.mark.requirement("A16")
def test_a_report_that_is_borne_out_takes_the_notice_down_and_a_review_supersedes() -> None:
    scene = Scene("XJ")
    first = scene.superseded()
    review = first.followers.get()

    assert (first.state, first.superseded_on) == ("superseded", scene.now.date())
    assert (review.kind, review.state, review.route) == ("review", "concluded", first.route)
    assert not PublicNotice.objects.showing(scene.now.date()).exists()
    assert deadlines.find(first.matter, "notice").state == "void"
    entry = JournalEntry.objects.filter(case_id=str(first.pk)).latest("id")
    assert (entry.old_state, entry.new_state) == ("contested", "superseded")


@pytest.mark.requirement("A16")
def test_a_review_is_made_by_another_body_and_other_people() -> None:
    scene = Scene("XJ")
    scene.contested()
    scene.act("assessment.settle_report", "reviewer", borne_out=True, findings="属实")

    assert code_of(scene, "assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_1"]) == "recusal"
    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_2"])
    assert scene.assessment.kind == "review"


@pytest.mark.requirement("A16")
def test_a_review_is_final() -> None:
    scene = Scene("NX")
    scene.reviewed()
    scene.act("assessment.deliver", f"{scene.deliverer}_11", means="hand")

    assert code_of(scene, "assessment.request_review", "applicant", reason="不服") == "not_provided_for"


@pytest.mark.requirement("A16")
def test_a_review_is_asked_for_once_and_waits_for_its_dispatch() -> None:
    scene = Scene("NX")
    scene.delivered()
    scene.act("assessment.request_review", "applicant", reason="不服")

    assert scene.assessment.state == "contested"
    assert code_of(scene, "assessment.request_review", "applicant", reason="仍不服") == "wrong_state"
    assert code_of(scene, "assessment.settle_report", "reviewer", borne_out=False) == "wrong_state"


@pytest.mark.requirement("A17")
def test_a_reassessment_on_request_waits_six_months_and_one_after_a_spot_check_does_not() -> None:
    scene = Scene("TJ")
    scene.delivered()

    assert code_of(scene, "assessment.order_reassessment", "supervisor", because="request") == "too_early"
    assert code_of(scene, "assessment.order_reassessment", "supervisor", because="whim") == "invalid_input"
    first = scene.act("assessment.order_reassessment", "supervisor", because="spot_check").case
    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_1"])

    assert (scene.assessment.kind, scene.assessment.follows_id) == ("reassessment", first.pk)


# The public page ------------------------------------------------------------------------------------------------------


@pytest.fixture
def on_notice() -> Iterator[Scene]:
    """A matter of Ningxia on notice, with the clock of the pages at its moment."""
    scene = Scene("NX")
    calendar.seed(scene.now)
    scene.on_notice()
    with time_machine.travel(scene.now, tick=False):
        yield scene


def page(scene: Scene) -> str:
    return reverse("assessment:report", args=[scene.assessment.notices.get().pk])


@pytest.mark.requirement("A13")
def test_anybody_reports_from_the_list_of_notices_once_per_click(on_notice: Scene) -> None:
    public, form = Client(enforce_csrf_checks=True), REPORT | {"request_key": "one-form"}
    assert page(on_notice) in public.get(reverse("assessment:notices")).content.decode()
    assert 'name="request_key"' in public.get(page(on_notice)).content.decode()
    assert public.post(page(on_notice), form).status_code == 403
    form["csrfmiddlewaretoken"] = public.cookies["csrftoken"].value

    answers = [public.post(page(on_notice), form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert "已收到您反映的情况" in public.get(answers[0]["Location"]).content.decode()
    assert Objection.objects.get().name == "王建国"
    on_notice.refresh()
    assert on_notice.assessment.state == "contested"


@pytest.mark.requirement("A13")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"name": ""}, "id_name"), ({"id_number": "123"}, "十八位"), ({"statement": " "}, "statement")],
)
def test_the_page_says_which_field_is_wrong(on_notice: Scene, changed: dict[str, str], sentence: str) -> None:
    answer = Client().post(page(on_notice), REPORT | changed)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Objection.objects.exists()


@pytest.mark.requirement("A13")
def test_after_the_notice_the_page_has_no_form_and_takes_none(on_notice: Scene) -> None:
    with time_machine.travel(on_notice.later(10), tick=False):
        shown, sent = Client().get(page(on_notice)), Client().post(page(on_notice), REPORT)

    assert (shown.status_code, sent.status_code) == (200, 409)
    for answer in (shown, sent):
        assert "公示期已经结束" in answer.content.decode() and "id_statement" not in answer.content.decode()
    assert not Objection.objects.exists()
