"""Against a conclusion: reports under real name, reviews on request, re-assessment. A13, A16, A17.

The regions' windows are told day by day in scenarios/a13*, a16*, a17*.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import Appointment
from assessment.models import Objection, PublicNotice
from assessment.queries import conclusion_in_force
from documents.issuing import rows_only
from documents.models import Letter
from tests.pages.desk import sign_in
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


OTHER_PEOPLE = ("110111194005120043", "110111194005120051")


@pytest.mark.requirement("A13")
def test_the_same_person_reports_once_on_a_conclusion() -> None:
    scene = Scene("XJ")
    scene.contested()

    assert code_of(scene, "assessment.report", "public", **REPORT) == "invalid_input"
    scene.act("assessment.report", "public", **REPORT | {"name": "李秀英", "id_number": OTHER_PEOPLE[0]})
    assert Objection.objects.count() == 2


@pytest.mark.requirement("A13")
def test_the_agent_who_applied_does_not_report_either() -> None:
    scene = Scene("XJ")
    scene.on_notice()
    application = scene.assessment.application
    application.applicant_id_number = REPORT["id_number"]
    application.save()
    scene.refresh()

    assert code_of(scene, "assessment.report", "public", **REPORT) == "invalid_input"


@pytest.mark.requirement("A13")
def test_both_are_told_and_the_person_does_not_learn_who_reported() -> None:
    scene = Scene("XJ")
    scene.contested()
    done = scene.act("assessment.settle_report", "reviewer", borne_out=True, findings="走访后属实")

    told = {letter.kind: letter for letter in done.letters}
    assert set(told) == {"report_outcome", "review_ordered_notice"}
    assert REPORT["name"] in told["report_outcome"].facts
    assert REPORT["name"] not in told["review_ordered_notice"].facts
    assert "走访后属实" not in told["report_outcome"].facts


@pytest.mark.requirement("A13")
def test_the_answer_to_the_reporter_is_read_by_those_who_looked_into_it_only(settings: Any) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    scene = Scene("XJ")
    scene.contested()
    scene.act("assessment.settle_report", "reviewer", borne_out=False, findings="走访后未见")
    letter = _letter(scene, "report_outcome")

    for name, status in (("reviewer", 200), ("applicant", 404), ("body_manager", 404), ("intake_clerk", 404)):
        answer = sign_in(scene.user(name)).get(reverse("documents:letter", args=[letter.pk]))
        assert answer.status_code == status, name


def _letter(scene: Scene, kind: str) -> Any:
    return Letter.objects.get(matter=scene.application.matter, kind=kind)


@pytest.mark.requirement("A13")
def test_whoever_reported_asks_for_the_outcome_with_the_receipt() -> None:
    scene = Scene("XJ")
    scene.contested()
    row = Objection.objects.get()
    page = reverse("assessment:outcome")
    tail = REPORT["id_number"][-4:]

    assert "正在核实" in Client().post(page, {"receipt": row.receipt, "tail": tail}).content.decode()
    for wrong in ({"receipt": row.receipt, "tail": "0000"}, {"receipt": "7777777777", "tail": tail}):
        answer = Client().post(page, wrong)
        assert answer.status_code == 422
        assert "没有查到" in answer.content.decode()
    scene.act("assessment.settle_report", "reviewer", borne_out=False, findings="未见")
    assert "不属实" in Client().post(page, {"receipt": row.receipt.lower(), "tail": tail}).content.decode()


@pytest.mark.requirement("A13")
def test_one_address_does_not_flood_the_page(settings: Any) -> None:
    settings.LTCI_PUBLIC_RATES = {"report": (1, 3600), "report_outcome": (2, 3600)}
    page = reverse("assessment:outcome")
    browser = Client(REMOTE_ADDR="203.0.113.9")
    cache.clear()

    codes = [browser.post(page, {"receipt": "7777777777", "tail": "0027"}).status_code for _ in range(3)]

    assert codes == [422, 422, 429]


@pytest.mark.requirement("A16")
def test_somebody_of_the_first_assessment_stays_away_under_a_new_post_in_another_body() -> None:
    scene = Scene("XJ")
    scene.reviewing()
    moved = scene.user("expert_1")
    for post in ("assessor", "expert"):
        Appointment.objects.create(
            user=moved, post=post, organisation=scene.stage.bodies["body_2"], starts_on=scene.now.date()
        )
    named = scene.visit(assessors=["assessor_11", "expert_1"])

    assert code_of(scene, "assessment.record_visit", "assessor_11", **named) == "recusal"
    lawful = scene.visit(assessors=["assessor_11", "expert_11"])
    scene.act("assessment.record_visit", "assessor_11", **lawful)
    assert code_of(scene, "assessment.propose", "expert_1") == "recusal"
    scene.act("assessment.propose", "expert_13")
    assert code_of(scene, "assessment.confirm", "expert_1") == "recusal"


@pytest.mark.requirement("A16")
def test_the_first_conclusion_holds_until_the_day_before_the_review_concludes() -> None:
    scene = Scene("NX")
    first = scene.delivered()
    scene.act("assessment.request_review", "applicant", reason="不服")
    scene.later(5)
    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_2"])
    scene.act("assessment.record_visit", "assessor_11", **scene.visit(assessors=["assessor_11", "expert_11"]))
    scene.act("assessment.propose", "expert_13")
    scene.act("assessment.confirm", "expert_11")
    scene.act("assessment.confirm", "expert_12")
    scene.act("assessment.conclude", "body_manager_11")
    day = scene.now.date()

    assert conclusion_in_force(first.matter, day - timedelta(days=1)) == first
    assert conclusion_in_force(first.matter, day) == scene.assessment
    assert conclusion_in_force(first.matter, first.concluded_on - timedelta(days=1)) is None


@pytest.mark.requirement("A16")
def test_a_person_who_died_during_a_dispute_within_the_notice_ends_the_matter() -> None:
    scene = Scene("XJ")
    scene.contested()

    scene.act("assessment.cancel", "supervisor", reason="参保人死亡")

    assert scene.assessment.state == "cancelled"
    assert deadlines.find(scene.application.matter, "conclusion_delivery").state == "void"


@pytest.mark.requirement("A16")
def test_a_delivered_conclusion_under_dispute_is_not_cancelled() -> None:
    scene = Scene("NX")
    scene.delivered()
    scene.act("assessment.request_review", "applicant", reason="不服")

    assert code_of(scene, "assessment.cancel", "supervisor", reason="误操作") == "wrong_state"
