"""Who may open a letter: whoever sees its case, and of that no more than the post needs."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from documents import access
from documents.models import Letter
from tests.scene import Scene
from workflow.models.case import Case

ClientOf = Callable[..., Client]


def opened(client: Client, letter: Letter) -> int:
    return client.get(reverse("documents:letter", args=[letter.pk])).status_code


def letters(scene: Scene, **found: Any) -> list[Letter]:
    return list(Letter.objects.of_matter(scene.application.matter).filter(**found))


def test_every_kind_of_case_says_who_may_see_its_letters() -> None:
    kinds = {model.kind_name() for model in apps.get_models() if issubclass(model, Case)}

    assert {"applications.application", "assessment.assessment"} <= kinds <= set(access._by_case_kind)


@pytest.mark.requirement("G3")
def test_the_posts_of_a_matter_open_its_letters(scene_at: Callable[..., Scene], client_of: ClientOf) -> None:
    scene = scene_at("concluded")
    issued = letters(scene)
    assert {letter.kind for letter in issued} >= {"acceptance_notice", "dispatch_order", "public_notice", "conclusion"}

    for name in ("intake_clerk", "reviewer", "dispatcher", "supervisor", "archivist", "body_manager"):
        client = client_of(scene, name)
        assert [opened(client, letter) for letter in issued] == [200] * len(issued), name


def test_the_person_opens_the_conclusion_and_somebody_else_does_not(
    scene_at: Callable[..., Scene], client_of: ClientOf
) -> None:
    scene, other = scene_at("concluded"), scene_at("accepted")
    conclusion = letters(scene, kind="conclusion")[0]

    assert opened(client_of(scene, "applicant"), conclusion) == 200
    assert opened(client_of(other, "applicant"), conclusion) == 404


@pytest.mark.requirement("G3")
def test_a_body_that_sent_the_matter_back_sees_nothing_of_the_next(
    scene_at: Callable[..., Scene], client_of: ClientOf
) -> None:
    scene = scene_at("assigned", "659001")
    first = scene.assessment
    scene.act("assessment.decline", "body_manager", reason="人手不足")
    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_2"])
    next_order = letters(scene, case_id=scene.assessment.pk)[0]
    declining, taking = client_of(scene, "body_manager"), client_of(scene, "assessor_11")

    assert scene.assessment.pk != first.pk
    assert opened(declining, next_order) == 404 and opened(taking, next_order) == 200
    page = declining.get(reverse("matter", args=[scene.application.matter])).content.decode()
    assert next_order.number not in page and scene.stage.bodies["body_2"].name not in page
