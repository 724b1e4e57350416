"""One person, one application at a time: by the act and by the database."""

import pytest
from django.db import IntegrityError, transaction

from applications.models import Application
from documents.issuing import rows_only
from tests.scene import MILD, Scene
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A2")]


def again(scene: Scene) -> str | None:
    """The code with which a further application of the same person is refused."""
    try:
        with transaction.atomic():
            scene.submitted()
            transaction.set_rollback(True)
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("state", ["submitted", "supplementing", "accepted", "enquiring", "approved", "visited"])
def test_a_second_application_waits_until_the_first_has_ended(state: str) -> None:
    with rows_only():
        scene = Scene("XJ")
        getattr(scene, state)()

        assert again(scene) == "wrong_state"


def test_after_delivery_one_may_apply_again() -> None:
    with rows_only():
        scene = Scene("XJ", marked_change_since=True)
        scene.delivered(MILD)

        assert again(scene) is None


def test_who_is_recorded_as_dead_cannot_apply() -> None:
    scene = Scene("NX")
    scene.stage.person.died_on = scene.now.date()
    scene.stage.person.save()

    assert again(scene) == "invalid_input"


def test_the_database_refuses_a_second_open_one() -> None:
    scene = Scene("XJ")
    with rows_only():
        scene.submitted()
    other = scene.draft()
    other.save()
    with pytest.raises(IntegrityError, match="person_has_one_open_application"), transaction.atomic():
        Application.objects.filter(pk=other.pk).update(state="submitted")
