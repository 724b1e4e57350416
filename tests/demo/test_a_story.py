"""Stories are data: what cannot be read or is not lawful fails loudly and leaves nothing behind."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Organisation, User
from applications.models import Application
from enrolment.models import Person
from ltci.demo_data import loading, stories
from ltci.demo_data.stories import Book, Step, Story, StoryError
from tests.demo.conftest import NOW
from workflow.models import JournalEntry

USUAL = stories.read().usual
ROW = {"name": "测试", "start": 9, "until": "applications.accept"}


def test_a_story_goes_the_usual_way_and_then_its_own() -> None:
    story = Story("测试", 9, until="applications.accept", then=(Step(1, "applications.refuse"),))
    acts = [step.act for step in story.steps()]
    assert acts == ["applications.submit", "applications.accept", "applications.refuse"]


def test_a_story_up_to_the_confirmation_has_both_experts() -> None:
    acts = [step.act for step in Story("测试", 9, until="assessment.confirm").steps()]
    assert acts.count("assessment.confirm") == 2


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({**ROW, "leavs": {}}, "不认识 leavs"),
        ({**ROW, "until": "applications.refuse"}, "通常顺序里没有"),
        ({**ROW, "then": [[1, "applications.aprove"]]}, "没有 applications.aprove"),
        ({**ROW, "then": [["soon", "applications.approve"]]}, "看不懂时间"),
    ],
)
def test_a_story_that_cannot_be_read_is_refused(row: dict[str, Any], sentence: str) -> None:
    with pytest.raises(StoryError, match=sentence):
        stories._story(row, USUAL)


def play(monkeypatch: pytest.MonkeyPatch, *told: Story) -> loading.Report:
    """Load these stories alone."""
    book = Book(USUAL, stories.read().natural, told)
    monkeypatch.setattr(stories, "read", lambda: book)
    return loading.load(NOW, matters=0, people=20)


SHORT = Story("审核通过", 9, ["640100"], until="applications.approve", leaves={"application": "approved"})


@pytest.mark.django_db
def test_a_story_that_the_law_refuses_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoryError, match=r"applications\.accept 被拒绝（missing_materials）"):
        play(monkeypatch, replace(SHORT, without=("application_form",)))
    assert not Organisation.objects.exists()
    assert not User.objects.exists()
    assert not JournalEntry.objects.exists()
    assert not loading.is_loaded()


@pytest.mark.django_db
def test_a_story_that_ends_elsewhere_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoryError, match="640100「审核通过」：application 应为 refused，实为 approved"):
        play(monkeypatch, replace(SHORT, leaves={"application": "refused"}))


@pytest.mark.django_db
def test_a_step_before_the_one_before_it_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoryError, match="之后，却排在"):
        play(monkeypatch, replace(SHORT, then=(Step(-9, "assessment.dispatch"),)))


@pytest.mark.django_db
def test_the_same_seed_and_day_give_the_same_data(monkeypatch: pytest.MonkeyPatch) -> None:
    def seen() -> tuple[Any, ...]:
        people = sorted((row.name, row.id_number, row.address) for row in Person.objects.all())
        users = list(User.objects.order_by("username").values_list("username", "name"))
        acts = list(JournalEntry.objects.order_by("id").values_list("at", "act", "actor_name", "new_state"))
        return people, users, acts, list(Application.objects.values_list("treated_since", "living"))

    found = []
    for _ in range(2):
        with transaction.atomic():
            play(monkeypatch, SHORT)
            found.append(seen())
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert len(found[0][0]) == 20
