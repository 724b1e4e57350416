"""Two people at the same moment: one winner, one clear message, nothing counted twice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from applications.models import Application
from assessment.models import Assessment, Opinion, Panel
from documents.issuing import rows_only
from tests.acceptance.together import refusals, together
from tests.scene import DEPENDENT, Scene, at
from workflow import acts
from workflow.models import JournalEntry, RequestKey
from workflow.refusal import Refusal
from workflow.tasks import sweep

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def letters_without_print() -> Iterator[None]:
    with rows_only():
        yield


def act(scene: Scene, name: str, by: str, **inputs: Any) -> Callable[[], acts.Done]:
    """The act on the case as the page showed it, by somebody who signed in before."""
    return partial(acts.perform, name, case=scene.case_of(name), by=scene.by(by), now=scene.now, **inputs)


def entries(scene: Scene, name: str) -> int:
    return JournalEntry.objects.filter(act=name, matter=scene.stage.person.applications.get().matter).count()


@pytest.mark.requirement("A9")
def test_two_experts_confirming_at_once_are_counted_once_each() -> None:
    scene = Scene("XJ")
    scene.proposed()

    outcomes = together(act(scene, "assessment.confirm", "expert_2"), act(scene, "assessment.confirm", "expert_3"))

    assert refusals(outcomes) == []
    assert Opinion.objects.filter(assessment=scene.assessment, agrees=True).count() == 2
    assert Assessment.objects.get().state == "confirmed"
    assert entries(scene, "assessment.confirm") == 2


@pytest.mark.requirement("A10")
def test_the_last_two_votes_at_once_close_the_panel_once() -> None:
    scene = Scene("URU")
    scene.in_committee()
    names = [f"committee_expert_{number}" for number in (1, 2, 3)]
    scene.act("assessment.form_panel", "committee_secretary", members=[scene.user(name) for name in names])
    scene.act("assessment.vote", names[0], level=4)

    outcomes = together(*(act(scene, "assessment.vote", name, level=4) for name in names[1:]))

    assert refusals(outcomes) == []
    assert (Panel.objects.get().outcome, Panel.objects.get().level) == ("majority", 4)
    assert entries(scene, "assessment.vote") == 3


@pytest.mark.requirement("A9")
def test_the_same_expert_twice_at_once_counts_once() -> None:
    scene = Scene("URU")
    scene.proposed()

    outcomes = together(*[act(scene, "assessment.confirm", "committee_expert_1")] * 2)

    assert [refusal.code for refusal in refusals(outcomes)] == ["already_confirmed"]
    assert Opinion.objects.count() == 1
    assert Assessment.objects.get().state == "proposed"


@pytest.mark.requirement("A9")
def test_three_experts_at_once_make_two_opinions_and_one_message() -> None:
    scene = Scene("NX")
    scene.proposed()

    outcomes = together(*[act(scene, "assessment.confirm", f"expert_{number}") for number in (1, 2, 3)])

    assert [refusal.code for refusal in refusals(outcomes)] == ["already_confirmed"]
    assert Opinion.objects.count() == 2
    assert Assessment.objects.get().state == "confirmed"


@pytest.mark.requirement("G3")
def test_of_two_clerks_accepting_at_once_one_wins_and_one_is_told() -> None:
    scene = Scene("XJ")
    scene.submitted()

    outcomes = together(
        act(scene, "applications.accept", "intake_clerk"), act(scene, "applications.accept", "intake_clerk_2")
    )

    [lost] = refusals(outcomes)
    assert (lost.code, lost.message) == ("wrong_state", "案件现在是“已受理”，不能办理“受理”，须在“待受理”时办理。")
    assert entries(scene, "applications.accept") == 1
    winner = next(done for done in outcomes if isinstance(done, acts.Done))
    assert Application.objects.get().accepted_by_id == winner.entry.actor_id


@pytest.mark.requirement("A2")
def test_a_double_click_makes_one_application() -> None:
    scene = Scene("URU")
    clicks = [
        partial(
            acts.perform, "applications.submit", case=scene.draft(), by=scene.by("intake_clerk"), now=scene.now,
            key="a-form-sent-twice", materials=["application_form"],
        )
        for _ in range(2)
    ]  # fmt: skip

    outcomes = together(*clicks)

    assert refusals(outcomes) == []
    assert sorted(done.replayed for done in outcomes) == [False, True]
    assert len({done.case.pk for done in outcomes}) == 1
    assert Application.objects.count() == RequestKey.objects.count() == 1
    assert entries(scene, "applications.submit") == 1


@pytest.mark.requirement("A2")
def test_two_clerks_entering_the_same_person_at_once_make_one_application() -> None:
    scene = Scene("XJ")
    clerks = [
        partial(
            acts.perform, "applications.submit", case=scene.draft(), by=scene.by(name), now=scene.now,
            materials=["application_form"], self_scale=DEPENDENT,
        )
        for name in ("intake_clerk", "intake_clerk_2")
    ]  # fmt: skip

    outcomes = together(*clerks)

    assert [refusal.code for refusal in refusals(outcomes)] == ["wrong_state"]
    assert Application.objects.count() == 1


@pytest.mark.requirement("A6")
def test_two_dispatchers_at_once_send_the_matter_to_one_body() -> None:
    scene = Scene("HLJ")
    scene.approved()
    bodies = scene.stage.bodies

    outcomes = together(
        act(scene, "assessment.dispatch", "dispatcher", body=bodies["body_1"]),
        act(scene, "assessment.dispatch", "dispatcher_2", body=bodies["body_2"]),
    )

    assert [refusal.code for refusal in refusals(outcomes)] == ["wrong_state"]
    assert Assessment.objects.count() == 1


@pytest.mark.requirement("G3")
def test_a_page_that_is_out_of_date_is_told_who_was_faster() -> None:
    scene = Scene("XJ")
    scene.submitted()
    version = scene.application.version
    accept = act(scene, "applications.accept", "intake_clerk", version=version)
    refuse = act(scene, "applications.refuse", "reviewer", version=version, grounds=["outside_fund"])

    [lost] = refusals(together(accept, refuse))

    faster = JournalEntry.objects.exclude(act="applications.submit").get()
    assert lost.code == "stale_page"
    assert faster.actor_name in lost.message
    assert f"页面版本 {version}，现为 {version + 1}" in lost.message


@pytest.mark.requirement("A12")
def test_two_sweepers_close_a_notice_once() -> None:
    scene = Scene("NX")
    closes = scene.on_notice().notices.get().closes_on
    after = at(str(closes + timedelta(days=1)), 0, 5)

    outcomes = together(*[partial(sweep, after)] * 2)

    assert refusals(outcomes) == []
    assert sum(swept["done"] for swept in outcomes) == 1
    assert sum(swept["failed"] for swept in outcomes) == 0
    assert entries(scene, "assessment.close_notice") == 1
    assert Assessment.objects.get().state == "cleared"


@pytest.mark.requirement("A12")
def test_the_clock_and_a_supervisor_who_cancels_at_once_do_not_both_win() -> None:
    scene = Scene("XJ")
    closes = scene.on_notice().notices.get().closes_on
    scene.now = at(str(closes + timedelta(days=1)), 0, 5)

    outcomes = together(partial(sweep, scene.now), act(scene, "assessment.cancel", "supervisor", reason="参保人死亡"))

    assert refusals(outcomes) == []
    case = Assessment.objects.get()
    assert case.state == "cancelled"  # after the clock or before it: both orders are lawful, none is lost
    assert JournalEntry.objects.filter(case_id=str(case.pk)).latest("id").new_state == "cancelled"


@pytest.mark.requirement("A4")
def test_papers_brought_at_the_moment_of_lapsing_are_taken_or_refused_but_never_lost() -> None:
    scene = Scene("XJ")
    due = scene.supplementing()
    scene.now = at("2026-03-17", 0, 5)
    papers = act(scene, "applications.supplement", "intake_clerk", materials=["id_document"])

    outcomes = together(partial(sweep, scene.now), papers)

    lost = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
    assert [refusal.code for refusal in lost] in (["too_late"], ["wrong_state"])
    assert Application.objects.get(pk=due.pk).state == "lapsed"
    assert not due.materials.filter(code="id_document").exists()
