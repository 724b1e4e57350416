"""Every act × every state of its case: done as the table says, refused whole everywhere else."""

from typing import Any

import pytest

from applications.states import State as ApplicationState
from assessment.states import State as AssessmentState
from tests.acceptance.acts_table import (
    APPLICATION,
    APPLICATION_STATES,
    ASSESSMENT_STATES,
    TABLE,
    Row,
    actor_name,
)
from tests.acceptance.conftest import Built
from tests.acceptance.footprint import footprint
from tests.acceptance.matters import by_committee, in_state, not_qualifying, undone
from tests.scene import Scene
from workflow import acts
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = pytest.mark.requirement("G3")
CASES = [
    (name, state)
    for name, row in TABLE.items()
    for state in (APPLICATION_STATES if row.model == APPLICATION else ASSESSMENT_STATES)
]


def test_the_table_has_every_act_and_every_state() -> None:
    assert set(TABLE) == {
        row.name for row in acts.registry.values() if row.model in ("applications.Application", "assessment.Assessment")
    }
    assert set(APPLICATION_STATES) == set(ApplicationState.values)
    assert set(ASSESSMENT_STATES) == set(AssessmentState.values)


@pytest.mark.parametrize("name", TABLE)
def test_the_code_has_the_transitions_of_the_table(name: str) -> None:
    assert acts.registry[name].sources() == TABLE[name].states


def perform(scene: Scene, name: str, by: str, /, **inputs: Any) -> acts.Done:
    """The act on the case as it stands in the database; the scene itself stays as it is."""
    case = scene.case_of(name)
    fresh = type(case).objects.get(pk=case.pk)
    return acts.perform(name, case=fresh, by=scene.by(by), now=scene.now, **inputs)


def expected_code(row: Row, state: str) -> str | None:
    if state in row.states:
        return row.instead.get(state)
    return row.instead.get(state, "wrong_state")


@pytest.mark.parametrize(("name", "state"), CASES, ids=[f"{name}-{state}" for name, state in CASES])
def test_the_act_in_this_state(built: Built, name: str, state: str) -> None:
    row, scene = TABLE[name], built(in_state, state)
    code = expected_code(row, state)
    with undone():
        if code is None:
            _is_done(scene, name, row, state)
        else:
            _is_refused(scene, name, row, code)


def _is_done(scene: Scene, name: str, row: Row, state: str) -> None:
    version = scene.case_of(name).version
    done = perform(scene, name, actor_name(scene, row), **row.inputs(scene))
    entry = JournalEntry.objects.latest("id")

    assert done.case.state == (row.to or state)
    assert entry == done.entry
    assert (entry.act, entry.new_state) == (name, row.to or state)
    assert entry.old_state == ("" if name == "assessment.dispatch" else state)
    assert entry.citation
    case = scene.case_of(name)
    assert type(case).objects.get(pk=case.pk).version == version + 1


def _is_refused(scene: Scene, name: str, row: Row, code: str) -> None:
    scene.by(actor_name(scene, row))  # a handler's staff bring their contract with them
    before = footprint()
    with pytest.raises(Refusal) as refused:
        perform(scene, name, actor_name(scene, row), **row.inputs(scene))
    assert refused.value.code == code
    assert refused.value.citation
    assert refused.value.message.endswith("。")
    assert footprint() == before


# What depends on more than the state ---------------------------------------------------------------------------------


def code_of(scene: Scene, name: str, by: str, /, **inputs: Any) -> str | None:
    try:
        with undone():
            perform(scene, name, by, **inputs)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.requirement("A10")
def test_on_the_committees_route_the_body_refers_and_nobody_proposes_before(built: Built) -> None:
    scene = built(by_committee, "visited")
    assert code_of(scene, "assessment.refer", "body_manager") is None
    assert code_of(scene, "assessment.propose", "committee_secretary") == "wrong_state"


@pytest.mark.requirement("A12")
def test_what_does_not_qualify_is_concluded_at_once_and_never_published(built: Built) -> None:
    scene = built(not_qualifying)
    assert code_of(scene, "assessment.conclude", "body_manager") is None
    assert code_of(scene, "assessment.publish", "dispatcher") == "not_provided_for"


@pytest.mark.requirement("A9")
def test_the_second_expert_completes_the_confirmation(built: Built) -> None:
    scene = built(in_state, "proposed")
    with undone():
        perform(scene, "assessment.confirm", "expert_2")
        assert perform(scene, "assessment.confirm", "expert_3").case.state == "confirmed"


@pytest.mark.requirement("A9")
@pytest.mark.parametrize(
    ("maker", "who", "back"), [(in_state, "expert", "visited"), (by_committee, "committee_expert", "in_committee")]
)
def test_two_against_and_the_proposal_falls_back(built: Built, maker: Any, who: str, back: str) -> None:
    scene = built(maker, "proposed")
    with undone():
        perform(scene, "assessment.disagree", f"{who}_2", reason="录像与评分不符")
        assert perform(scene, "assessment.disagree", f"{who}_3", reason="病历与评分不符").case.state == back


@pytest.mark.requirement("A4")
def test_supplement_goes_back_to_where_it_came_from(built: Built) -> None:
    scene = built(in_state, "accepted")
    with undone():
        perform(scene, "applications.request_supplement", "reviewer", materials=["other"])
        assert perform(scene, "applications.supplement", "intake_clerk", materials=["other"]).case.state == "accepted"


@pytest.mark.requirement("A3")
def test_before_acceptance_the_clerk_refuses_after_it_the_reviewer_alone(built: Built) -> None:
    grounds = {"grounds": ["outside_fund"]}
    assert code_of(built(in_state, "submitted"), "applications.refuse", "intake_clerk", **grounds) is None
    assert code_of(built(in_state, "accepted"), "applications.refuse", "intake_clerk", **grounds) == "not_permitted"
