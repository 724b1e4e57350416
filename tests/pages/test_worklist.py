"""The desk shows each post what it may take next, nothing else, due first; its counters count the same list."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.posts import Kind, Post, posts_of
from applications.models import Application
from assessment.models import Interest
from ltci.worklist import PAGE, WorkList
from policy import rule
from tests.pages.desk import many
from tests.scene import MILD, Scene
from workflow import acts, deadlines
from workflow.models import Deadline

POSTS = [post for kind in (Kind.AGENCY, Kind.BODY, Kind.COMMITTEE) for post in posts_of(kind)]
# A third expert has not spoken on anything in a scene.
NAMES = {Post.EXPERT: "expert_3", Post.COMMITTEE_EXPERT: "committee_expert_3"}


def posts_of_act(verb: str) -> Callable[[Scene], set[str]]:
    """Those whom the act itself names for this case: regions differ in who publishes, issues and delivers."""
    return lambda scene: set(acts.registry[f"assessment.{verb}"].posts_for(scene.assessment))


def exactly(*posts: str) -> Callable[[Scene], set[str]]:
    return lambda scene: set(posts)


def on_route(body: str, committee: str) -> Callable[[Scene], set[str]]:
    return lambda scene: {committee if scene.assessment.route == "committee" else body}


# State → whose turn it is, and the act that is then theirs.
TURNS: dict[str, tuple[Callable[[Scene], set[str]], str]] = {
    "submitted": (exactly("intake_clerk"), "applications.accept"),
    "supplementing": (exactly(), ""),
    "accepted": (exactly("reviewer"), "applications.approve"),
    "enquiring": (exactly("reviewer"), "applications.close_enquiry"),
    "approved": (exactly("dispatcher"), "assessment.dispatch"),
    "assigned": (exactly("assessor", "expert", "body_manager"), ""),
    "visited": (on_route("expert", "body_manager"), ""),
    "proposed": (on_route("expert", "committee_expert"), "assessment.confirm"),
    "confirmed": (posts_of_act("publish"), "assessment.publish"),
    "on_notice": (exactly(), ""),
    "cleared": (posts_of_act("conclude"), "assessment.conclude"),
    "contested": (exactly("reviewer"), "assessment.settle_report"),
    "concluded": (posts_of_act("deliver"), "assessment.deliver"),
    "delivered": (exactly(), ""),
}
RESTING = {"supplementing", "on_notice", "delivered"}


def listed(scene: Scene, name: str) -> set[Any]:
    rows, _ = WorkList(scene.by(name), scene.now.date()).page(1)
    return {row.matter for row in rows}


def holders(scene: Scene) -> set[str]:
    matter = scene.application.matter
    return {str(post) for post in POSTS if matter in listed(scene, NAMES.get(post, post))}


@pytest.mark.requirement("G3")
@pytest.mark.parametrize("area", ["650100", "659001", "640100"])
@pytest.mark.parametrize("state", TURNS)
def test_whose_turn_it_is(scene_at: Callable[..., Scene], state: str, area: str) -> None:
    scene = scene_at(state, area)
    whose, name = TURNS[state]
    expected = whose(scene)

    assert holders(scene) == expected | (set() if state in RESTING else {"supervisor"})
    for post in expected if name else ():
        refusal = acts.why_not(name, case=scene.case_of(name), by=scene.by(NAMES.get(post, post)), now=scene.now)
        assert refusal is None or refusal.code not in ("not_permitted", "wrong_state"), (post, refusal)


def test_in_committee_it_is_the_secretarys_turn(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("in_committee")

    assert holders(scene) == posts_of_act("propose")(scene) | {"supervisor"}


@pytest.mark.parametrize("area", ["650100", "659001", "640100"])
def test_a_confirmed_conclusion_that_does_not_qualify_waits_for_who_issues(
    scene_at: Callable[..., Scene], area: str
) -> None:
    scene = Scene(area)
    scene.confirmed(MILD)

    assert holders(scene) == posts_of_act("conclude")(scene) | {"supervisor"}


@pytest.mark.requirement("A16")
def test_a_review_that_is_due_waits_for_its_dispatch_and_then_for_the_other_body(
    scene_at: Callable[..., Scene],
) -> None:
    scene = scene_at("contested", "659001")
    scene.act("assessment.settle_report", "reviewer", borne_out=True, findings="属实")
    assert holders(scene) == {"dispatcher", "supervisor"}

    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_2"])

    assert holders(scene) == {"supervisor"}
    assert listed(scene, "assessor_11") == {scene.application.matter}
    assert len(WorkList(scene.by("supervisor"), scene.now.date()).page(1)[0]) == 1


@pytest.mark.requirement("A17")
def test_a_reassessment_that_was_ordered_waits_for_its_dispatch(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("delivered", "659001")
    scene.act("assessment.order_reassessment", "supervisor", because="spot_check")

    assert holders(scene) == {"dispatcher", "supervisor"}


@pytest.mark.requirement("A9")
def test_an_expert_who_has_spoken_no_longer_sees_the_case(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("proposed", "659001")
    scene.act("assessment.confirm", "expert_2")

    assert listed(scene, "expert_2") == set()
    assert listed(scene, "expert_3") == {scene.application.matter}


@pytest.mark.requirement("A6")
def test_an_expert_who_must_stay_away_does_not_see_the_case(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("proposed", "659001")
    expert = scene.user("expert_3")
    Interest.objects.create(
        user=expert, person=scene.stage.person, relation="兄妹", declared_at=scene.now, declared_by=expert
    )

    assert listed(scene, "expert_3") == set()


def test_a_fallen_proposal_comes_back_to_those_who_spoke(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("proposed", "659001")
    for name in ("expert_2", "expert_3"):
        scene.act("assessment.disagree", name, reason="评分与录像不符")

    assert scene.assessment.state == "visited"
    assert listed(scene, "expert_2") == {scene.application.matter}


def test_a_declined_dispatch_is_the_dispatchers_again_and_an_ended_one_is_nobodys(
    scene_at: Callable[..., Scene],
) -> None:
    declined, ended = scene_at("assigned", "659001"), scene_at("assigned", "640100")
    declined.act("assessment.decline", "body_manager", reason="人手不足")
    ended.act("assessment.cancel", "supervisor", reason="参保人去世")

    assert holders(declined) == {"dispatcher", "supervisor"}
    assert holders(ended) == set()


@pytest.mark.requirement("G3")
def test_nobody_of_another_area_or_organisation_has_it_on_the_desk(scene_at: Callable[..., Scene]) -> None:
    here, there = scene_at("assigned", "659001"), scene_at("submitted", "640100")
    matter = here.application.matter

    assert not any(matter in listed(there, NAMES.get(post, post)) for post in POSTS)
    assert matter not in listed(here, "expert_11") and matter not in listed(here, "assessor_11")


def limit(case: Application, due: date, state: str = "running") -> Deadline:
    """A limit that is due on a day of our choice."""
    line = rule("applications.material_review", area=case.area_code, on=case.policy_on)
    now = case.created_at
    found = deadlines.start(case=case, kind="material_review", on=now.date(), line=line, owner_post="reviewer", now=now)
    Deadline.objects.filter(pk=found.pk).update(due_on=due, starts_on=due - timedelta(days=7), state=state)
    return found


def test_due_first_and_cases_without_a_limit_last_oldest_first(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted")
    today = scene.now.date()
    late, soon, today_due, without = many(scene, 4)
    limit(soon, today + timedelta(days=3))
    limit(late, today - timedelta(days=2), "overdue")
    limit(today_due, today)
    Application.objects.filter(pk=without.pk).update(created_at=scene.now - timedelta(days=9))

    rows, more = WorkList(scene.by("intake_clerk"), today).page(1)

    expected = [late, today_due, soon, without, scene.application]
    assert [row.matter for row in rows] == [case.matter for case in expected] and not more
    page = client_of(scene, "intake_clerk").get("/").content.decode()
    places = [page.index(str(case.matter)) for case in expected]
    assert places == sorted(places)
    assert "已超 2 天" in page and "今天到期" in page and "还有 3 天" in page


def test_counters_count_the_whole_list_over_its_pages(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted")
    today = scene.now.date()
    cases = many(scene, PAGE + 3)
    for case, days in zip(cases, (0, 0, -1, -5, -6, 2), strict=False):
        limit(case, today + timedelta(days=days))
    mine = WorkList(scene.by("intake_clerk"), today)

    first, more = mine.page(1)
    second, end = mine.page(2)

    assert mine.counts() == {"all": PAGE + 4, "today": 2, "overdue": 3}
    assert (len(first), more, len(second), end) == (PAGE, True, 4, False)
    assert len({row.matter for row in first} | {row.matter for row in second}) == PAGE + 4
    clerk = client_of(scene, "intake_clerk")
    pages = [clerk.get("/", {"page": number}).content.decode() for number in (1, 2)]
    assert "?page=2" in pages[0] and "?page=1" in pages[1] and "?page=3" not in pages[1]
    assert f"共 {PAGE + 4} 条" in pages[0]


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", "9" * 40, "99999", "\x00"])
def test_a_page_that_does_not_exist_is_empty_or_the_first(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], number: str
) -> None:
    scene = scene_at("submitted")

    assert client_of(scene, "intake_clerk").get("/", {"page": number}).status_code == 200


@pytest.mark.parametrize("name", ["archivist", "statistician", "committee_secretary"])
def test_an_empty_desk_says_so(scene_at: Callable[..., Scene], client_of: Callable[..., Client], name: str) -> None:
    scene = scene_at("submitted")

    page = client_of(scene, name).get(reverse("desk")).content.decode()

    assert "没有等您办理的事项。" in page


def test_one_person_with_two_posts_sees_both_and_each_case_once(scene_at: Callable[..., Scene]) -> None:
    first, second = scene_at("submitted"), scene_at("accepted")
    both = Actor(
        1, "两岗", (*first.by("intake_clerk").seats, *first.by("reviewer").seats, *first.by("supervisor").seats)
    )

    rows, _ = WorkList(both, first.now.date()).page(1)

    assert sorted(str(row.matter) for row in rows) == sorted(str(scene.application.matter) for scene in (first, second))
