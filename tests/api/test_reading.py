"""Reading by the interface: who sees what, pages by key, filters, problems in words. I1, I3."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, Appointment
from documents.models import Letter
from ltci.api.inputs import acts_by_interface
from ltci.api.urls import PLACES, urlpatterns
from tests.api.conftest import Caller, token_of
from tests.pages.desk import engaged, everything, many
from tests.papers.making import PDF
from tests.scene import Scene
from workflow.models import Deadline, JournalEntry

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("I1")]


def test_a_case_is_read_with_its_version_and_masked(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller]
) -> None:
    scene = scene_at("accepted")
    answer = caller(scene, "reviewer").get(f"applications/{scene.application.pk}/")

    assert answer["ETag"] == f'"{scene.application.version}"'
    assert scene.stage.person.id_number not in answer.content.decode()
    assert answer.json()["person"]["id_number_masked"] == scene.stage.person.masked_id


def test_a_list_of_a_hundred_costs_six_queries(scene_at: Callable[..., Scene], caller: Callable[..., Caller]) -> None:
    scene = scene_at("submitted")
    many(scene, 110)
    program = caller(scene, "intake_clerk")
    with CaptureQueriesContext(connection) as captured:
        page = program.get("applications/").json()

    assert len(page["results"]) == 100
    assert len([row for row in captured if "set_config" not in row["sql"]]) <= 6
    following = program.client.get(page["next"]).json()
    assert len(following["results"]) == 11
    assert not {row["id"] for row in page["results"]} & {row["id"] for row in following["results"]}


@pytest.mark.parametrize(
    ("query", "status"),
    [({"state": "submitted"}, 200), ({"state": "nowhere"}, 422), ({"area": "65"}, 422), ({"area": "650000"}, 200),
     ({"since": "2026-13-01"}, 422), ({"since": "2026-03-01"}, 200), ({"cursor": "forged"}, 404)],
)  # fmt: skip
def test_filters_that_mean_nothing_are_told(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller], query: dict[str, str], status: int
) -> None:
    scene = scene_at("submitted")
    answer = caller(scene, "intake_clerk").get("applications/", **query)

    assert answer.status_code == status
    if status != 200:
        assert answer["Content-Type"] == "application/problem+json"


def test_letters_limits_and_their_reasons(scene_at: Callable[..., Scene], caller: Callable[..., Caller]) -> None:
    scene = scene_at("accepted")
    program, matter = caller(scene, "reviewer"), str(scene.application.matter)

    letters = program.get("letters/", matter=matter).json()["results"]
    assert [row["kind"] for row in letters] == ["acceptance_notice"]
    assert program.client.get(letters[0]["file"]).content.startswith(b"%PDF")
    limits = program.get("deadlines/", matter=matter).json()["results"]
    assert {row["kind"] for row in limits} == {"material_review", "conclusion_delivery"}
    trace = program.get(f"deadlines/{limits[0]['id']}/trace/").json()
    assert trace[0]["counted_as"] == "start"
    assert program.get("letters/", matter="x").status_code == 422


def test_a_person_is_found_by_the_whole_number_only(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller]
) -> None:
    scene = scene_at("submitted")
    program, person = caller(scene, "intake_clerk"), scene.stage.person

    found = program.post("people/search/", {"id_number": person.id_number})
    assert [row["id"] for row in found.json()] == [str(person.pk)]
    assert program.post("people/search/", {"id_number": person.id_number[:10]}).json() == []
    assert program.post("people/search/", {}).status_code == 422


def test_the_notices_are_open_to_everybody_and_masked(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("on_notice")
    rows = Client().get("/api/v1/notices/").json()["results"]

    assert len(rows) == 1
    assert scene.stage.person.name not in str(rows)


def test_a_paper_is_added_and_read_and_the_reading_is_journalled(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller]
) -> None:
    scene = scene_at("submitted")
    case, program = scene.application, caller(scene, "intake_clerk")
    said = {"case_kind": case.kind_name(), "case_id": str(case.pk), "code": "cause_evidence"}

    added = program.client.post("/api/v1/papers/", {**said, "file": SimpleUploadedFile("病历.pdf", PDF)})

    assert added.status_code == 201, added.content.decode()
    listed = program.get("papers/", case_kind=case.kind_name(), case_id=str(case.pk)).json()
    assert [row["sha256"] for row in listed] == [added.json()["sha256"]]
    file = program.get(f"papers/{added.json()['id']}/file/")
    assert b"".join(file.streaming_content) == PDF
    assert JournalEntry.objects.filter(act="documents.view_paper").count() == 1
    bad = program.client.post("/api/v1/papers/", {**said, "file": SimpleUploadedFile("a.jpg", PDF)})
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid_input")


@pytest.mark.parametrize("word", ["", "ltci_x", "ltci_abc_def", "Bearer"])
def test_a_stranger_is_told_to_show_a_token(word: str) -> None:
    answer = Client(headers={"Authorization": f"Bearer {word}"} if word else {}).get("/api/v1/applications/")

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"] == "Bearer"


@pytest.mark.requirement("I2")
def test_a_token_that_has_run_out_or_was_revoked_opens_nothing(scene_at: Callable[..., Scene], clock: Any) -> None:
    scene = scene_at("submitted")
    token, word = token_of(scene.user("reviewer"), days=1)
    assert Caller(word).get("applications/").status_code == 200
    ApiToken.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
    assert Caller(word).get("applications/").status_code == 401
    ApiToken.objects.filter(pk=token.pk).update(revoked_at=None)
    clock.move_to(scene.now + timedelta(days=2))
    assert Caller(word).get("applications/").status_code == 401


@pytest.mark.requirement("A19")
def test_the_token_of_a_dismissed_assessor_opens_and_does_nothing(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller]
) -> None:
    scene = scene_at("assigned")
    program, case = caller(scene, "assessor_1"), scene.assessment
    assert program.get(f"assessments/{case.pk}/").status_code == 200
    Appointment.objects.filter(user=scene.user("assessor_1")).update(ends_on=scene.now.date() - timedelta(days=1))

    assert program.get(f"assessments/{case.pk}/").status_code == 404
    answer = program.post(f"assessments/{case.pk}/acts/record_visit/", {}, key="k", version=case.version)
    assert answer.status_code == 404


def test_a_token_does_no_more_than_its_scopes(scene_at: Callable[..., Scene], caller: Callable[..., Caller]) -> None:
    scene = scene_at("submitted")
    case, program = scene.application, caller(scene, "intake_clerk", scopes=["read"])

    assert program.get(f"applications/{case.pk}/").status_code == 200
    answer = program.post(f"applications/{case.pk}/acts/accept/", {}, key="k", version=case.version)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


# By tests/providers, tests/care and tests/settlement (test_walks.py of each).
WALKED_ELSEWHERE = ("designations/", "agreements/", "benefits/", "service-uploads/", "claims/")


def addresses_of(scene: Scene) -> list[str]:
    """Every address of the interface that names an object, with one of this matter."""
    kinds = {"applications": scene.application, "assessments": scene.assessment}
    letter = Letter.objects.of_matter(scene.application.matter).first()
    limit = Deadline.objects.filter(matter=scene.application.matter).first()
    found = [
        reverse("api:person", args=[scene.stage.person.pk]),
        reverse("api:letter_file", args=[letter.pk]),
        reverse("api:deadline_trace", args=[limit.pk]),
        reverse("api:uploads", args=[scene.application.kind_name(), scene.application.pk]),
        *(f"/api/v1/{name}/?matter={scene.application.matter}" for name in ("letters", "deadlines")),
        f"/api/v1/papers/?case_kind=applications.application&case_id={scene.application.pk}",
    ]
    for place, case in kinds.items():
        found += [f"/api/v1/{place}/{case.pk}/", f"/api/v1/{place}/{case.pk}/acts/"]
    for row in acts_by_interface():
        if PLACES[row.model] in kinds:
            found.append(f"/api/v1/{PLACES[row.model]}/{kinds[PLACES[row.model]].pk}/acts/{row.verb}/")
    return found


def test_the_walk_knows_every_address_with_an_object(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("cleared", "640100")
    taking = {
        str(p.name) for p in urlpatterns if p.pattern.converters and not str(p.pattern).startswith(WALKED_ELSEWHERE)
    } - {"paper_file", "upload"}

    assert len(taking) == len([url for url in addresses_of(scene) if "?" not in url])


@pytest.mark.requirement("G3")
def test_no_post_of_another_area_or_organisation_reads_or_changes_anything(scene_at: Callable[..., Scene]) -> None:
    here, there = scene_at("cleared", "640100"), scene_at("cleared", "650100")
    people = [
        there.user(name)
        for name in ("intake_clerk", "reviewer", "dispatcher", "supervisor", "body_manager", "assessor_1", "expert_1")
    ]
    people += [
        there.user("committee_secretary"),
        there.user("applicant"),
        engaged("provider_manager", here.stage.providers["provider_1"]),
    ]
    people += [engaged(post, here.stage.bodies["body_2"]) for post in ("body_manager", "assessor", "expert")]
    programs = [Caller(token_of(user)[1]) for user in people]
    before = everything()
    wrong = []
    for program in programs:
        for url in addresses_of(here):
            read = program.client.get(url).status_code
            sent = program.client.post(
                url, {}, content_type="application/json", headers={"Idempotency-Key": "walk", "If-Match": '"1"'}
            ).status_code
            # What names its object in the query is a list: it is read, and what is sent there names its own.
            if read not in (404, 405) or sent not in ((404, 405, 422) if "?" in url else (404, 405)):
                wrong.append((url, read, sent))

    assert wrong == []
    after = everything()
    assert {name for name in after if after[name] != before.get(name)} <= {"accounts_apitoken"}


@pytest.mark.requirement("I3")
def test_the_person_learns_the_level_with_the_conclusion_and_not_before(
    scene_at: Callable[..., Scene], caller: Callable[..., Caller]
) -> None:
    scene = scene_at("cleared", "640100")
    address = f"assessments/{scene.assessment.pk}/"
    own, staff = caller(scene, "applicant"), caller(scene, "reviewer")

    assert (own.get(address).json()["level"], own.get("assessments/").json()["results"][0]["level"]) == (None, None)
    assert staff.get(address).json()["level"] == 4
    scene.act("assessment.conclude", "body_manager")
    assert own.get(address).json()["level"] == 4
