"""Acceptance and review by two people: held by the act and, past every act, by the database."""

import pytest
from django.db import IntegrityError, transaction

from applications.models import Application
from documents.issuing import rows_only
from tests.scene import Scene
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G3")]
BOTH = {"wang": {"post": "intake_clerk", "posts": ["intake_clerk", "reviewer"]}}


@pytest.fixture(params=["URU", "XJ", "NX", "HLJ", "TJ"])
def accepted_by_wang(request: pytest.FixtureRequest) -> Scene:
    """A small agency: Wang holds both posts and has accepted."""
    with rows_only():
        scene = Scene(request.param, cast=BOTH)
        scene.submitted()
        scene.act("applications.accept", "wang")
    return scene


def test_who_accepted_neither_approves_nor_refuses(accepted_by_wang: Scene) -> None:
    for act, inputs in (("applications.approve", {}), ("applications.refuse", {"grounds": ["outside_fund"]})):
        with pytest.raises(Refusal) as refused:
            accepted_by_wang.act(act, "wang", **inputs)
        assert refused.value.code == "same_person"
        assert "必须由另一人办理" in refused.value.message
        assert "条" in refused.value.citation
    assert Application.objects.get().state == "accepted"


def test_the_same_person_does_so_in_another_matter(accepted_by_wang: Scene) -> None:
    wang = accepted_by_wang.by("wang")
    other = Scene(accepted_by_wang.stage.matter.area)
    with rows_only():
        other.accepted()
        done = other.perform("applications.approve", wang)
    assert done.case.state == "approved"


def test_the_database_refuses_it_too(accepted_by_wang: Scene) -> None:
    wang = accepted_by_wang.user("wang")
    with pytest.raises(IntegrityError, match="accepted_and_reviewed_by_two_people"), transaction.atomic():
        Application.objects.update(decided_by=wang)


def test_the_database_refuses_an_approval_by_nobody(accepted_by_wang: Scene) -> None:
    with pytest.raises(IntegrityError, match="application_approved_by_somebody"), transaction.atomic():
        Application.objects.update(state="approved")


def test_why_not_says_the_same_before_the_button_is_pressed(accepted_by_wang: Scene) -> None:
    from workflow import acts

    by = accepted_by_wang.by("wang")
    refusal = acts.why_not("applications.approve", case=accepted_by_wang.application, by=by, now=accepted_by_wang.now)
    assert refusal is not None
    assert refusal.code == "same_person"
