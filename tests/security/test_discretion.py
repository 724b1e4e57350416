"""Who sees how much: what the post does not need stays away, and what rests in the database rests sealed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from documents.models import Letter
from tests.scene import Scene
from workflow.acts import registry
from workflow.models import JournalEntry

TOLD = "左侧肢体偏瘫"


def letter(scene: Scene, kind: str) -> Letter:
    return Letter.objects.get(matter=scene.application.matter, kind=kind)


def opened(client: Client, row: Letter) -> int:
    return client.get(reverse("documents:letter", args=[row.pk])).status_code


@pytest.mark.requirement("G3")
@pytest.mark.parametrize("verb", ["propose", "confirm", "disagree", "record_visit", "publish", "conclude"])
def test_the_page_of_an_act_shows_the_record_to_its_holders_alone(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], verb: str
) -> None:
    scene = scene_at("proposed", "659001")
    url = reverse("assessment:act", args=[scene.assessment.pk, verb])

    for method in ("get", "post"):
        page = getattr(client_of(scene, "applicant"), method)(url, {"version": "1"}).content.decode()
        label = registry[f"assessment.{verb}"].label
        assert label in page and "只能由" in page
        for private in (scene.assessment.level_name, scene.assessment.care_advice, scene.user("expert_1").name):
            assert private not in page, (method, private)


@pytest.mark.requirement("G3")
def test_a_body_that_sent_a_dispatch_back_sees_nothing_of_the_next_body(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("assigned", "659001")
    scene.act("assessment.decline", "body_manager", reason="人员不足")
    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_2"], route="body")
    inputs = scene.visit(assessors=["assessor_11", "expert_11"])
    scene.act("assessment.record_visit", "assessor_11", **inputs, notes=TOLD)
    url = reverse("matter", args=[scene.application.matter])

    assert TOLD in client_of(scene, "dispatcher").get(url).content.decode()
    page = client_of(scene, "body_manager").get(url).content.decode()
    assert "人员不足" in page
    assert TOLD not in page and scene.stage.bodies["body_2"].name not in page
    second = Letter.objects.get(case_id=scene.assessment.pk, kind="dispatch_order")
    assert second.number not in page and opened(client_of(scene, "body_manager"), second) == 404


@pytest.mark.requirement("G3")
def test_phone_and_address_go_to_the_body_and_not_to_the_committee(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("in_committee", "650100")
    order = letter(scene, "dispatch_order")
    page = reverse("matter", args=[scene.application.matter])

    assert opened(client_of(scene, "body_manager"), order) == 200
    assert opened(client_of(scene, "committee_secretary"), order) == 404
    assert order.number not in client_of(scene, "committee_secretary").get(page).content.decode()


@pytest.mark.requirement("G3")
def test_the_form_with_whole_numbers_is_for_the_agency_and_the_applicant(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("visited", "659001")
    client_of(scene, "intake_clerk").post(reverse("applications:print_form", args=[scene.application.pk]))
    form = letter(scene, "application_form")

    assert opened(client_of(scene, "reviewer"), form) == 200
    assert opened(client_of(scene, "applicant"), form) == 200
    assert opened(client_of(scene, "body_manager"), form) == 404


@pytest.mark.requirement("G3")
def test_one_who_works_elsewhere_sees_the_own_matter_as_everybody_does(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    here, there = scene_at("visited", "659001"), scene_at("submitted", "640100")
    person = here.stage.person
    person.user = there.user("intake_clerk")
    person.save(update_fields=["user"])

    page = client_of(there, "intake_clerk").get(reverse("matter", args=[here.application.matter])).content.decode()

    assert "您可以办理" in page and here.assessment.level_name not in page


def test_pages_of_people_who_are_signed_in_are_not_kept(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted")

    kept = client_of(scene, "reviewer").get(reverse("matter", args=[scene.application.matter]))["Cache-Control"]

    assert "no-store" in kept
    assert not Client().get(reverse("assessment:notices")).has_header("Cache-Control")


def everywhere(text: str) -> list[str]:
    """Tables in which the text stands as it is; JSON is asked with its characters as they are stored."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{text}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return found


@pytest.mark.requirement("G3")
def test_health_data_rest_sealed(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("enquiring", "659001")
    words = [f"{TOLD}{number}" for number in range(6)]
    scene.act("applications.close_enquiry", "reviewer", findings=words[0], doubt_removed=True)
    scene.act("applications.approve", "reviewer")
    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_1"], route="body")
    scene.act("assessment.extend", "supervisor", reason=words[1])
    scene.act("assessment.record_visit", "assessor_1", **scene.visit(), notes=words[2])
    scene.act("assessment.propose", "expert_1", reason=words[3], care_advice=words[4])
    scene.act("assessment.disagree", "expert_2", reason=words[5])

    assert everywhere(TOLD) == []
    assert everywhere('"adl"') == []
    reasons = JournalEntry.objects.filter(matter=scene.application.matter).values_list("reason", flat=True)
    assert set(words) - {words[4]} <= set(reasons)


def test_sealed_scores_come_back_as_they_were(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("visited", "659001")
    row: Any = type(scene.assessment).objects.get(pk=scene.assessment.pk)

    assert row.scores == scene.visit()["scores"]
    assert set(row.totals) == set(row.grades) == {"adl", "cognition", "perception"}
    assert type(scene.application).objects.get(pk=scene.application.pk).self_scale["eating"] == "dependent"
