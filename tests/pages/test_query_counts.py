"""How many queries a page costs: within its limit in every state, and the same for one row as for fifty."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Appointment
from assessment.models import PublicNotice
from enrolment.queries import search
from ltci.worklist import PAGE
from tests.pages.desk import many, sign_in
from tests.pages.test_worklist import NAMES, POSTS, TURNS
from tests.scene import Scene
from workflow.models import Deadline, JournalEntry

CASE_PAGE, WORK_LIST, SEARCH = 28, 12, 3
# Session, user, actor: what every page costs before its view begins.
FRAME = 3


def cost(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len(captured)


@pytest.mark.parametrize("state", [*TURNS, "in_committee"])
def test_the_case_page_keeps_within_its_limit(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], state: str
) -> None:
    scene = scene_at(state)
    page = reverse("matter", args=[scene.application.matter])
    names = ["intake_clerk", "reviewer", "dispatcher", "supervisor", "applicant"]
    if scene.assessment is not None:
        names += ["body_manager", "assessor_1", "expert_1"]
        names += ["committee_secretary", "committee_expert_1"] if scene.assessment.referred_at else []

    costs = {name: cost(client_of(scene, name), page) for name in names}

    assert max(costs.values()) <= CASE_PAGE, costs


def test_the_case_page_costs_the_same_after_a_long_story(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("cleared")
    reviewer, page = client_of(scene, "supervisor"), reverse("matter", args=[scene.application.matter])
    before, entries = cost(reviewer, page), JournalEntry.objects.filter(matter=scene.application.matter).count()

    for _ in range(10):
        limit = Deadline.objects.filter(matter=scene.application.matter, kind="notice").get()
        limit.pk, limit.kind = None, "payment"
        limit.save()
    scene.act("assessment.conclude", scene.issuer)

    assert cost(reviewer, page) <= before + 2
    assert JournalEntry.objects.filter(matter=scene.application.matter).count() > entries


def test_the_work_list_of_fifty_costs_what_one_costs(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted")
    clerk = client_of(scene, "intake_clerk")
    one = cost(clerk, "/")

    many(scene, PAGE + 10)

    assert cost(clerk, "/") == one <= WORK_LIST
    assert cost(clerk, "/?page=2") == one


def test_the_work_list_keeps_within_its_limit_for_every_post(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("cleared")

    costs = {post: cost(client_of(scene, NAMES.get(post, post)), "/") for post in POSTS}

    assert max(costs.values()) <= WORK_LIST, costs


def test_a_person_of_all_posts_costs_no_more(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("cleared")
    user = scene.user("supervisor")
    for post in ("intake_clerk", "reviewer", "dispatcher", "archivist", "inspector"):
        Appointment.objects.create(user=user, post=post, organisation=scene.stage.agency, starts_on="2020-01-01")

    assert cost(sign_in(user), "/") <= WORK_LIST


@pytest.mark.requirement("E1")
def test_a_search_is_one_query_and_its_page_three(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted")
    many(scene, PAGE + 10)
    clerk = scene.by("intake_clerk")

    for text in ("王", "w", "13900000000", scene.application.person.id_number):
        with CaptureQueriesContext(connection) as captured:
            assert list(search(clerk, text)[:PAGE])
        assert len(captured) == 1
        assert cost(client_of(scene, "intake_clerk"), f"/people/?q={text}") <= FRAME + SEARCH


def test_the_notices_cost_the_same_for_fifty(scene_at: Callable[..., Scene]) -> None:
    scene_at("on_notice")
    url, notice = reverse("assessment:notices"), PublicNotice.objects.get()
    one = cost(Client(), url)

    PublicNotice.objects.bulk_create(
        PublicNotice(
            assessment=notice.assessment,
            area_code=notice.area_code,
            masked_name="王*",
            masked_id="6501**********0000",
            level_name=notice.level_name,
            body_name=notice.body_name,
            opened_on=notice.opened_on,
            closes_on=notice.opened_on + timedelta(days=order % 20 + 5),
        )
        for order in range(60)
    )

    assert cost(Client(), url) == one <= 5


@pytest.mark.parametrize("name", ["enrolment:person", "enrolment:change"])
def test_the_pages_of_a_person_keep_within_the_limit(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], name: str
) -> None:
    scene = scene_at("submitted")

    assert cost(client_of(scene, "intake_clerk"), reverse(name, args=[scene.application.person_id])) <= 12
