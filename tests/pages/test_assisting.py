"""What staff of a handler may do: exactly the tasks of its contract, never a decision, a re-check or a payment. T1.

新疆第五十四条; 宁夏第六十六条; 黑龙江第五十四条.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from applications.models import Application
from enrolment.models import Person
from providers.models import HandlerContract
from tests.scene import Scene
from workflow import acts
from workflow.acts import HANDLER_POSTS, registry
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("T1")]
ASSISTED = {"applications.submit", "applications.supplement", "applications.precheck", "assessment.report"}
# Words of what is decided, re-checked or paid; no act with one of them may ever carry a task.
DECISIONS = (
    "accept", "refuse", "approve", "dispatch", "confirm", "conclude", "settle", "publish", "deliver", "extend", "order",
    "decide", "recheck", "pay", "first_review", "sign", "suspend", "resume", "end", "sanction",
)  # fmt: skip


def lists(scene: Scene, tasks: Iterable[str]) -> HandlerContract:
    """The contract of the scene's handler lists these tasks and no other."""
    scene.user("handler_clerk")
    contract = HandlerContract.objects.get(handler=scene.stage.handler)
    contract.tasks = list(tasks)
    contract.save()
    return contract


def test_no_act_that_decides_carries_a_task() -> None:
    carrying = {name for name, row in registry.items() if row.task}
    assert carrying >= ASSISTED
    assert not [name for name in carrying if name.split(".")[1].startswith(DECISIONS)]


def test_no_other_act_is_ever_a_handlers_whatever_its_contract_lists(scene_at: Callable[..., Scene]) -> None:
    """One walk over all acts with a contract that lists everything; the rest is walked by post and state elsewhere."""
    scene = scene_at("proposed", "659001")
    clerk = scene.by("handler_clerk")
    for name, row in registry.items():
        case = {"applications": scene.application, "assessment": scene.assessment}.get(row.model.split(".")[0])
        if case is None or row.task or HANDLER_POSTS.intersection(row.posts_for(case)):
            continue
        refusal = acts.why_not(name, case=case, by=clerk, now=scene.now)
        assert refusal is not None and refusal.code == "not_permitted", name


@pytest.mark.parametrize(
    ("state", "name", "task", "inputs"),
    [
        ("submitted", "applications.precheck", "material_check", {"findings": "诊断证明未盖章", "missing": ["other"]}),
        ("supplementing", "applications.supplement", "intake", {"materials": ["cause_evidence"]}),
    ],
)
def test_a_task_is_done_by_the_contract_that_lists_it_and_by_no_other(
    scene_at: Callable[..., Scene], state: str, name: str, task: str, inputs: dict[str, object]
) -> None:  # fmt: skip
    scene = scene_at(state)
    lists(scene, {"advice", "training"})
    with pytest.raises(Refusal, check=lambda error: error.code == "not_permitted"):
        scene.act(name, "handler_clerk", **inputs)

    lists(scene, {task})
    done = scene.act(name, "handler_clerk", **inputs)

    entry = JournalEntry.objects.get(pk=done.entry.pk)
    assert (entry.post, entry.organisation_name) == ("handler_clerk", scene.stage.handler.name)


def test_the_preliminary_check_is_an_opinion_and_leaves_the_state(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("submitted")
    done = scene.act("applications.precheck", "handler_clerk", findings="诊断证明未盖章", missing=["cause_evidence"])
    assert (done.case.state, scene.application.missing_told) == ("submitted", [])
    assert "诊断证明未盖章" in done.entry.reason and "缺：" in done.entry.reason
    with pytest.raises(Refusal, match="意见"):
        scene.act("applications.precheck", "handler_clerk", findings=" ")


def test_with_the_contract_its_staff_lose_everything_on_that_day(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("submitted")
    contract = lists(scene, {"intake", "material_check"})
    assert Application.objects.visible_to(scene.by("handler_clerk")).count() == 1
    assert Person.objects.visible_to(scene.by("handler_clerk")).count() == 1

    HandlerContract.objects.filter(pk=contract.pk).update(ends_on=scene.now.date() - timedelta(days=1))

    assert not Application.objects.visible_to(scene.by("handler_clerk")).exists()
    assert not Person.objects.visible_to(scene.by("handler_clerk")).exists()
    with pytest.raises(Refusal, check=lambda error: error.code == "not_permitted"):
        scene.act("applications.precheck", "handler_clerk", findings="齐全")


def test_a_contract_without_intake_shows_no_person_and_no_application(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("submitted")
    lists(scene, {"advice", "archives", "training"})
    assert not Application.objects.visible_to(scene.by("handler_clerk")).exists()
    assert not Person.objects.visible_to(scene.by("handler_clerk")).exists()


def test_the_clerk_of_a_handler_takes_in_at_the_counter_and_checks_on_the_page(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], clock: time_machine.Traveller
) -> None:  # fmt: skip
    scene = scene_at("submitted")
    clerk = client_of(scene, "handler_clerk")
    assert clerk.get(reverse("matter", args=[scene.application.matter])).status_code == 200
    assert clerk.get(reverse("enrolment:people"), {"q": scene.stage.person.name}).status_code == 200

    url = reverse("applications:act", args=[scene.application.pk, "precheck"])
    page = clerk.get(url).content.decode()
    assert "材料初步审核" in page and "只是意见" in page
    sent = {"version": scene.application.version, "findings": "材料齐全", "missing": []}
    assert clerk.post(url, sent).status_code == 302

    refused = clerk.get(reverse("applications:act", args=[scene.application.pk, "accept"])).content.decode()
    assert "只能由" in refused
