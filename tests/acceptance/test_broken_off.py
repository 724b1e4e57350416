"""An act that breaks off in the middle leaves everything as it was, whatever it was that broke."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection

import documents
from applications.models import Application
from documents.issuing import rows_only
from tests.acceptance.footprint import footprint
from tests.acceptance.together import together
from tests.scene import Scene
from workflow import acts
from workflow.models import Deadline

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("A5")]
issue = documents.issue


@pytest.fixture
def submitted() -> Iterator[Scene]:
    with rows_only():
        scene = Scene("XJ")
        scene.submitted()
        scene.by("intake_clerk")
        yield scene


def accept(scene: Scene) -> Callable[[], Any]:
    by = scene.by("intake_clerk")
    return lambda: acts.perform("applications.accept", case=scene.application, by=by, now=scene.now, key="accept-1")


def test_a_lost_connection_in_the_middle_of_an_act(submitted: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_connection(**letter: Any) -> Any:
        assert Deadline.objects.count() == 2  # the act had begun to write
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(documents, "issue", lose_connection)
    before = footprint()

    [broken] = together(accept(submitted))

    assert isinstance(broken, DatabaseError)
    assert footprint() == before
    assert Application.objects.get().state == "submitted"


def test_an_error_after_the_letter_takes_the_letter_back(submitted: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def issue_and_fail(**letter: Any) -> Any:
        issue(**letter)
        raise OSError("the disk is full")

    monkeypatch.setattr(documents, "issue", issue_and_fail)
    before = footprint()

    [broken] = together(accept(submitted))

    assert isinstance(broken, OSError)
    assert footprint() == before


def test_the_same_click_works_once_the_fault_is_gone(submitted: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(documents, "issue", lambda **letter: 1 / 0)
        [broken] = together(accept(submitted))
    assert isinstance(broken, ZeroDivisionError)

    [done] = together(accept(submitted))

    assert not done.replayed
    assert (done.case.state, [letter.kind for letter in done.letters]) == ("accepted", ["acceptance_notice"])
    assert done.letters[0].number.endswith("0001号") or "1" in done.letters[0].number
