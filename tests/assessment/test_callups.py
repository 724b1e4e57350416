"""Whoever still draws benefits is called up before the conclusion runs out; who refuses is told what follows. A17."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from assessment.models import Assessment
from documents.issuing import rows_only
from tests.pages.desk import sign_in
from tests.pages.test_query_counts import cost
from tests.scene import SHANGHAI, Scene, at
from workflow.models import JournalEntry
from workflow.refusal import Refusal
from workflow.tasks import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A17")]
LIST, ORDER = "assessment:callups", "assessment:call_up"


@pytest.fixture(autouse=True)
def quiet(settings: Any) -> Iterator[None]:
    settings.LTCI_REQUIRE_TOTP = False
    settings.LTCI_IDLE_MINUTES = settings.SESSION_COOKIE_AGE = 10 * 365 * 24 * 3600
    with rows_only():
        yield


@pytest.fixture
def ending() -> Iterator[Scene]:
    """A delivered conclusion whose validity ends in thirty days; the clock of the pages stands there."""
    scene = Scene("NX")
    scene.delivered()
    day = scene.assessment.valid_until - timedelta(days=30)
    scene.now = at(str(day))
    with time_machine.travel(scene.now, tick=False):
        yield scene


def code_of(scene: Scene, name: str, by: str, /, **inputs: Any) -> str:
    with pytest.raises(Refusal) as refused:
        scene.act(name, by, **inputs)
    return str(refused.value.code)


def browser(scene: Scene, name: str = "supervisor") -> Client:
    return sign_in(scene.user(name))


def test_who_draws_benefits_stands_in_the_list_from_the_days_of_the_region_on(ending: Scene) -> None:
    name = ending.stage.person.name
    assert name in browser(ending).get(reverse(LIST)).content.decode()

    with time_machine.travel(ending.now - timedelta(days=60), tick=False):
        assert name not in browser(ending).get(reverse(LIST)).content.decode()


@pytest.mark.parametrize("changed", [{"died_on": date(2026, 6, 1)}, {"insured": False}])
def test_who_has_died_or_is_no_longer_insured_is_not_called_up(ending: Scene, changed: dict[str, Any]) -> None:
    person = ending.stage.person
    for field, value in changed.items():
        setattr(person, field, value)
    person.save()

    assert person.name not in browser(ending).get(reverse(LIST)).content.decode()


def test_many_are_called_up_at_once_and_each_is_told_by_itself(ending: Scene) -> None:
    pk = str(ending.assessment.pk)
    page = browser(ending)

    answer = page.post(reverse(ORDER), {"assessment": [pk, pk, "no-uuid"]})

    assert "已通知 1 人，未办 0 人" in answer.content.decode()
    ending.refresh()
    assert ending.assessment.reassess_because == "validity"
    assert ending.assessment.called_up_on == ending.now.date()
    again = page.post(reverse(ORDER), {"assessment": [pk]}).content.decode()
    assert "未办 1 人" in again
    assert "已经组织重新评估" in again


def test_nothing_ticked_is_said(ending: Scene) -> None:
    answer = browser(ending).post(reverse(ORDER), {})

    assert answer.status_code == 422
    assert "没有选中" in answer.content.decode()


def test_the_dispatcher_reads_the_list_and_calls_nobody_up(ending: Scene) -> None:
    answer = browser(ending, "dispatcher").post(reverse(ORDER), {"assessment": [str(ending.assessment.pk)]})

    assert "未办 1 人" in answer.content.decode()
    ending.refresh()
    assert ending.assessment.reassess_because == ""


def test_another_agency_sees_and_calls_up_nobody(ending: Scene) -> None:
    elsewhere = Scene("TJ")
    page = sign_in(elsewhere.user("supervisor"))

    assert ending.stage.person.name not in page.get(reverse(LIST)).content.decode()
    assert page.post(reverse(ORDER), {"assessment": [str(ending.assessment.pk)]}).status_code == 422


def test_the_list_costs_the_same_for_many(ending: Scene) -> None:
    page = browser(ending)
    one = cost(page, reverse(LIST))
    first = ending.assessment
    for _ in range(5):
        scene = Scene("NX", str(first.concluded_on - timedelta(days=20)))
        scene.delivered()

    assert cost(page, reverse(LIST)) == one <= 8


def test_the_filter_shows_a_month_and_a_standing(ending: Scene) -> None:
    page, until = browser(ending), ending.assessment.valid_until
    name = ending.stage.person.name

    assert name in page.get(reverse(LIST), {"month": f"{until:%Y-%m}", "standing": "open"}).content.decode()
    assert name not in page.get(reverse(LIST), {"month": "2020-01"}).content.decode()
    assert name not in page.get(reverse(LIST), {"standing": "called"}).content.decode()
    assert page.get(reverse(LIST), {"month": "abc", "page": "x"}).status_code == 200


def test_the_same_flow_follows_and_the_new_conclusion_supersedes(ending: Scene) -> None:
    first = ending.assessment
    ending.act("assessment.order_reassessment", "supervisor", because="validity")
    ending.act("assessment.dispatch", "dispatcher", body=ending.stage.bodies["body_1"])
    assert ending.assessment.kind == "reassessment"
    ending.act("assessment.record_visit", "assessor_1", **ending.visit())
    ending.act("assessment.propose", "expert_3")
    ending.act("assessment.confirm", "expert_1")
    ending.act("assessment.confirm", "expert_2")
    notice = ending.act("assessment.publish", "dispatcher").case.notices.get()
    ending.now = at(str(notice.closes_on + timedelta(days=1)), 0, 30)
    sweep(ending.now, matter=ending.application.matter)
    ending.refresh()
    ending.act("assessment.conclude", "body_manager")

    first = Assessment.objects.get(pk=first.pk)
    assert (first.state, first.superseded_on) == ("superseded", ending.now.date())
    assert not Assessment.objects.running_out(first.valid_until + timedelta(days=9999)).filter(pk=first.pk).exists()


def test_a_refusal_needs_its_proof_and_tells_what_follows(ending: Scene) -> None:
    assert code_of(ending, "assessment.record_refusal", "supervisor", reason="拒绝", proof="记录") == "wrong_state"
    ending.act("assessment.order_reassessment", "supervisor", because="validity")

    assert code_of(ending, "assessment.record_refusal", "supervisor", reason="拒绝", proof=" ") == "missing_evidence"
    done = ending.act("assessment.record_refusal", "dispatcher", reason="三次上门均拒绝", proof="上门记录")
    assert [letter.kind for letter in done.letters] == ["non_cooperation_notice"]
    assert "暂停待遇享受资格" in done.letters[0].facts
    assert done.entry.changed["consequence"] == "suspend"
    assert code_of(ending, "assessment.record_refusal", "supervisor", reason="x", proof="x") == "wrong_state"


def test_elsewhere_who_refuses_loses_the_benefit_when_the_conclusion_runs_out() -> None:
    scene = Scene("HLJ")
    scene.delivered()
    scene.act("assessment.order_reassessment", "supervisor", because="spot_check")

    done = scene.act("assessment.record_refusal", "supervisor", reason="拒绝", proof="电话记录")

    assert done.entry.changed["consequence"] == "lapse"


def test_the_clock_says_that_a_conclusion_has_run_out_on_the_day_after_its_last(ending: Scene) -> None:
    case = ending.assessment
    sweep(at(str(case.valid_until), 23, 59), matter=case.matter)
    assert not JournalEntry.objects.filter(act="assessment.expire").exists()

    sweep(at(str(case.valid_until + timedelta(days=40))), matter=case.matter)

    entry = JournalEntry.objects.get(act="assessment.expire")
    assert entry.at.astimezone(SHANGHAI).date() == case.valid_until + timedelta(days=1)
    ending.refresh()
    assert not ending.assessment.in_force_on(case.valid_until + timedelta(days=1))
    assert ending.assessment.in_force_on(case.valid_until)


def test_the_person_asks_after_six_months_and_says_what_changed(ending: Scene) -> None:
    assert code_of(ending, "assessment.request_reassessment", "applicant", reason=" ") == "invalid_input"

    done = ending.act("assessment.request_reassessment", "applicant", reason="病情加重")

    assert [letter.kind for letter in done.letters] == ["reassessment_notice"]
    assert ending.assessment.reassess_because == "request"


def test_too_early_a_request_is_told_the_day() -> None:
    scene = Scene("TJ")
    scene.delivered()
    with pytest.raises(Refusal) as refused:
        scene.act("assessment.request_reassessment", "applicant", reason="病情加重")

    assert refused.value.code == "too_early"
    assert "起可以申请" in refused.value.message
