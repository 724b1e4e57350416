"""No way past the acts: the database lets a state move only along the table of transitions."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from applications.models import Application
from applications.states import ApplicationFlow
from applications.states import State as ApplicationState
from assessment.models import Assessment
from assessment.states import AssessmentFlow
from assessment.states import State as AssessmentState
from documents.issuing import rows_only
from tests.scene import Scene
from workflow.flow import guarded

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G3")]


@pytest.fixture
def scene() -> Scene:
    with rows_only():
        scene = Scene("XJ")
        scene.visited()
    return scene


def refused(model: type[Any], state: str) -> bool:
    """Whether the database refuses this state to the model's only row."""
    try:
        with transaction.atomic():
            model.objects.update(state=state)
            transaction.set_rollback(True)
    except DatabaseError:
        return True
    return False


def columns(case: Any) -> dict[str, Any]:
    return {field.attname: getattr(case, field.attname) for field in case._meta.concrete_fields}


def test_an_application_moves_along_the_table_only(scene: Scene) -> None:
    lawful = {target for source, target in guarded(ApplicationFlow) if source == "approved"}
    moves = {state for state in ApplicationState.values if state != "approved" and not refused(Application, state)}
    assert moves == lawful == set()


def test_an_assessment_moves_along_the_table_only(scene: Scene) -> None:
    lawful = {target for source, target in guarded(AssessmentFlow) if source == "visited"}
    moves = {state for state in AssessmentState.values if state != "visited" and not refused(Assessment, state)}
    assert moves == lawful == {"in_committee", "proposed", "cancelled"}


def test_plain_sql_is_refused_as_well(scene: Scene) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE assessment_assessment SET state = 'delivered'")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE applications_application SET state = 'draft'")
    assert (Application.objects.get().state, Assessment.objects.get().state) == ("approved", "visited")


def test_the_state_of_a_case_in_hand_is_not_assigned(scene: Scene) -> None:
    with pytest.raises(AttributeError):
        scene.assessment.state = "delivered"
    with pytest.raises(AttributeError):
        scene.application.state = "draft"


@pytest.mark.parametrize("state", [state for state in ApplicationState.values if state != "draft"])
def test_no_application_begins_in_another_state(state: str) -> None:
    case = Scene("XJ").draft()
    with pytest.raises(DatabaseError, match=r"(?i)cannot insert"), transaction.atomic():
        Application(**columns(case) | {"state": state}).save(force_insert=True)
    assert not Application.objects.exists()


@pytest.mark.parametrize("state", [state for state in AssessmentState.values if state != "assigned"])
def test_no_assessment_begins_in_another_state(scene: Scene, state: str) -> None:
    values = columns(scene.assessment)
    Assessment.objects.update(state="cancelled")  # so that only the state can be what is refused
    with pytest.raises(DatabaseError, match=r"(?i)cannot insert"), transaction.atomic():
        Assessment(**values | {"id": None, "state": state}).save(force_insert=True)
    assert Assessment.objects.count() == 1
