"""Acts by the interface: the same permission, law, words and codes as on the pages. I1, G3."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import ApiToken
from assessment.models import Assessment
from ltci.api.inputs import acts_by_interface
from ltci.api.urls import PLACES
from tests.acceptance.acts_table import TABLE, actor_name
from tests.acceptance.matters import in_state
from tests.api.conftest import Caller
from tests.scene import DEPENDENT, SEVERE, Scene
from workflow import acts, calendar
from workflow.models import JournalEntry

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("I1")]
# Letters, numbers, limits and two histories are written by one act; of what is read much is the act's own law.
MOST_QUERIES = 15
# A limit that is paused or voided beside a letter, a panel with its members, a body with its agreement and its matter.
MORE = {
    "applications.request_supplement": 16,
    "assessment.dispatch": 18,
    "assessment.request_review": 17,
    "assessment.conclude": 16,
    "assessment.form_panel": 17,
}


def address(case: Any, verb: str) -> str:
    return f"{PLACES[f'{case._meta.app_label}.{case._meta.object_name}']}/{case.pk}/acts/{verb}/"


def test_every_act_that_somebody_does_has_its_address() -> None:
    done = {row.name for row in acts.registry.values() if set(_posts(row)) != {"clock"}}

    # Each of these opens a case and has an address of its own; the fees of handlers are opened at the desk only.
    opening = {"applications.submit", "providers.submit", "settlement.upload"}
    opening |= {"settlement.open_fee", "settlement.release_holdback"}
    assert {row.name for row in acts_by_interface()} | opening == done


def _posts(row: acts.Act) -> tuple[str, ...]:
    return ("some",) if callable(row.posts) else tuple(str(post) for post in row.posts)


def test_an_act_is_done_and_says_what_came_of_it(scene_at: Callable[..., Scene], caller: Callable[..., Caller]) -> None:
    scene = scene_at("submitted")
    case = scene.application

    answer = caller(scene, "intake_clerk").post(address(case, "accept"), key="k1", version=case.version)

    assert answer.status_code == 200, answer.content.decode()
    said = answer.json()
    assert (said["state"], said["version"], answer["ETag"]) == ("accepted", case.version + 1, f'"{case.version + 1}"')
    assert [letter["kind"] for letter in said["letters"]] == ["acceptance_notice"]
    assert said["due"]["material_review"] == "2026-03-09"
    assert JournalEntry.objects.get(pk=said["journal"]).act == "applications.accept"


def test_a_visit_with_its_scores(scene_at: Callable[..., Scene], caller: Callable[..., Caller]) -> None:
    scene = scene_at("assigned", "640100")
    case = scene.assessment
    said = {
        "assessors": [scene.user("assessor_1").pk, scene.user("expert_1").pk],
        "guardian": True,
        "guardian_name": "李女士",
        "identity_checked": True,
        "substantive": True,
        "signed": True,
        "evidence": ["interview_notes", "video"],
        "scores": SEVERE,
    }

    answer = caller(scene, "assessor_1").post(address(case, "record_visit"), said, key="v1", version=case.version)

    assert answer.status_code == 200, answer.content.decode()
    assert Assessment.objects.get(pk=case.pk).level == 4


@pytest.mark.parametrize(
    ("changed", "status", "code", "field"),
    [
        ({"scores": {**SEVERE, "adl": [7, *SEVERE["adl"][1:]]}}, 422, "invalid_input", "adl_1"),
        ({"scores": {"adl": [0]}}, 422, "invalid_input", "scores"),
        ({"guardian": False, "guardian_name": ""}, 409, "no_guardian", "guardian"),
        ({"assessors": []}, 422, "invalid_input", "assessors"),
        ({"assessors": ["x"]}, 422, "invalid_input", "assessors"),
        ({"evidence": ["video"]}, 409, "missing_evidence", "evidence"),
    ],
)
def test_a_visit_that_lacks_something_is_refused_with_code_sentence_article_and_place(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller], changed: Any, status: int, code: str, field: str
) -> None:
    scene = scene_at("assigned", "640100")
    case = scene.assessment
    said = {
        "assessors": [scene.user("assessor_1").pk, scene.user("expert_1").pk], "guardian": True, "guardian_name": "李",
        "identity_checked": True, "substantive": True, "signed": True, "evidence": ["interview_notes", "video"],
        "scores": SEVERE, **changed,
    }  # fmt: skip

    answer = caller(scene, "assessor_1").post(address(case, "record_visit"), said, key="v", version=case.version)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["code"] == code
    assert field in problem["fields"]
    assert Assessment.objects.get(pk=case.pk).state == "assigned"


def test_the_same_request_sent_twice_happens_once(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller]
) -> None:
    scene = scene_at("submitted")
    case, clerk = scene.application, caller(scene, "intake_clerk")
    first = clerk.post(address(case, "accept"), key="same", version=case.version)
    again = clerk.post(address(case, "accept"), key="same", version=case.version)

    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.json()["replayed"], again.json()["replayed"]) == (False, True)
    assert JournalEntry.objects.filter(act="applications.accept").count() == 1


def test_another_body_under_the_same_key_is_refused(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller]
) -> None:
    scene = scene_at("accepted")
    case, reviewer = scene.application, caller(scene, "reviewer")
    reviewer.post(address(case, "open_enquiry"), {"reason": "病历有疑义"}, key="k", version=case.version)

    answer = reviewer.post(address(case, "open_enquiry"), {"reason": "另一个理由"}, key="k", version=case.version)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert "请求键" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"version": 1}, 400),
        ({"key": "k"}, 428),
        ({"key": "k", "version": 999}, 412),
        ({"key": "x" * 99, "version": 1}, 400),
    ],
)
def test_key_and_version_must_come(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller], headers: Any, status: int
) -> None:
    scene = scene_at("submitted")

    answer = caller(scene, "intake_clerk").post(address(scene.application, "accept"), **headers)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    scene.refresh()
    assert scene.application.state == "submitted"


def test_an_application_is_submitted_at_the_counter_and_once(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller]
) -> None:
    scene = Scene("640100", "2026-03-02")
    clerk = caller(scene, "intake_clerk")
    said = {
        "person": str(scene.stage.person.pk), "materials": ["application_form", "id_document"],
        "self_scale": DEPENDENT, "disabled_since": "2025-01-01", "treated_since": "2025-01-01",
    }  # fmt: skip

    first, again = (clerk.post("applications/", said, key="new") for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["case"] == again.json()["case"]
    assert clerk.post("applications/", said).status_code == 400
    assert clerk.get(f"applications/{first.json()['case']}/").json()["self_grade"] == "G"


def test_what_may_be_done_is_said_with_reasons(scene_at: Callable[..., Scene], caller: Callable[..., Caller]) -> None:
    scene = scene_at("confirmed", "640100")

    rows = caller(scene, "body_manager").get(f"assessments/{scene.assessment.pk}/acts/").json()

    found = {row["act"]: row for row in rows}
    assert found["assessment.publish"]["open"] is True
    assert found["assessment.conclude"]["code"] == "wrong_state"
    assert found["assessment.settle_report"]["code"] == "not_permitted"


ACTS = [name for name, row in TABLE.items() if name != "applications.submit" and row.by not in ("clock", "public")]
# What the forms ask for beside the inputs of the table.
ALSO: dict[str, dict[str, Any]] = {
    "assessment.dispatch": {"route": "body", "means": "onsite"},
    "assessment.record_visit": {"guardian_name": "李女士", "signed": True},
    "assessment.propose": {"level": 4},
    "assessment.deliver": {"received_by": "张三"},
}


@pytest.mark.parametrize("name", ACTS)
def test_no_act_costs_more_than_the_bound(
    clock: time_machine.Traveller, caller: Callable[..., Caller], name: str
) -> None:
    row = TABLE[name]
    state = next((s for s in sorted(row.states) if s not in row.instead), None)
    if state is None or state == "draft":
        return
    scene = in_state(state)
    case = scene.case_of(name)
    clock.move_to(scene.now)
    calendar.current()  # read once a minute by each process
    program = caller(scene, actor_name(scene, row))
    ApiToken.objects.update(last_used_at=timezone.now())  # noted every five minutes only
    said = json_of(row.inputs(scene), name) | ALSO.get(name, {})
    if name == "assessment.deliver":
        said["received_on"] = str(case.concluded_on)

    with CaptureQueriesContext(connection) as captured:
        answer = program.post(address(case, name.split(".")[1]), said, key=uuid4().hex, version=case.version)

    assert answer.status_code in (200, 409), (name, answer.content.decode())
    asked = [query for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= MORE.get(name, MOST_QUERIES), (name, len(asked))


def json_of(inputs: dict[str, Any], name: str) -> dict[str, Any]:
    """Inputs of the table as a program sends them."""
    said: dict[str, Any] = {}
    for key, value in inputs.items():
        if isinstance(value, list) and value and hasattr(value[0], "pk"):
            said[key] = [entry.pk for entry in value]
        else:
            said[key] = value.pk if hasattr(value, "pk") else value
    return said
