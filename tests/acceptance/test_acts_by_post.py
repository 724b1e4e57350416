"""Every act × everybody else: other posts of the same agency, strangers of other bodies and areas."""

import pytest

from accounts.actors import PUBLIC, Actor, Seat
from accounts.posts import KIND_OF_POST, Post
from tests.acceptance.acts_table import TABLE, actor_name
from tests.acceptance.conftest import Built
from tests.acceptance.footprint import footprint
from tests.acceptance.matters import by_committee, in_state, undone
from tests.scene import Scene
from workflow import acts
from workflow.refusal import Refusal

pytestmark = [pytest.mark.requirement("G1"), pytest.mark.requirement("G3")]
STRANGER = 10**9  # a user id that nobody has


def rightful_posts(scene: Scene, name: str) -> set[str]:
    row = TABLE[name]
    who = actor_name(scene, row)
    return {who.rstrip("_0123456789"), *row.also}


def a_scene_for(built: Built, name: str) -> Scene:
    """The matter in a state from which the act is done by the table's post."""
    usual = {"applications.refuse": "accepted", "assessment.propose": "visited"}
    return built(in_state, usual.get(name) or sorted(TABLE[name].states)[0])


def seated(scene: Scene, post: str, organisation_id: int | None = None) -> Actor:
    """Somebody with `post` in the case's own organisation of its kind, or in the one that is named."""
    kind = KIND_OF_POST.get(Post(post), "agency")
    stage = scene.stage
    own = {"body": stage.bodies["body_1"], "committee": stage.committee}.get(kind, stage.agency)
    seat = Seat(post, organisation_id or own.pk, own.name, stage.matter.area, kind)
    return Actor(STRANGER, "旁人", (seat,))


def code_of(scene: Scene, name: str, by: Actor) -> str | None:
    case = scene.case_of(name)
    fresh = type(case).objects.get(pk=case.pk)
    try:
        with undone():
            acts.perform(name, case=fresh, by=by, now=scene.now, **TABLE[name].inputs(scene))
    except Refusal as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize("name", TABLE)
def test_no_other_post_may(built: Built, name: str) -> None:
    scene = a_scene_for(built, name)
    others = set(Post.values) - rightful_posts(scene, name)
    before = footprint()

    said = {post: code_of(scene, name, seated(scene, post)) for post in sorted(others)}

    assert said == dict.fromkeys(sorted(others), "not_permitted")
    assert footprint() == before


@pytest.mark.parametrize("name", TABLE)
def test_nobody_from_elsewhere_may(built: Built, name: str) -> None:
    scene, far = a_scene_for(built, name), built(in_state, "draft", "NX")
    posts = rightful_posts(scene, name) - {"clock", "applicant", "public"}
    far_away = {far.stage.agency.pk, far.stage.committee.pk, far.stage.bodies["body_1"].pk}
    places = far_away | {scene.stage.bodies["body_2"].pk}
    before = footprint()

    said = {(post, place): code_of(scene, name, seated(scene, post, place)) for post in posts for place in places}

    assert set(said.values()) <= {"not_permitted"}
    nobody = [actor for actor in (PUBLIC, Actor(STRANGER, "无岗位的人")) if actor.posts.isdisjoint({TABLE[name].by})]
    assert {code_of(scene, name, actor) for actor in nobody} == {"not_permitted"}
    assert code_of(scene, name, far.by("applicant")) == "not_permitted"
    assert footprint() == before


@pytest.mark.requirement("A10")
@pytest.mark.parametrize(
    ("name", "state", "rightful"),
    [
        ("assessment.propose", "in_committee", {"committee_secretary", "committee_expert"}),
        ("assessment.confirm", "proposed", {"committee_expert"}),
        ("assessment.disagree", "proposed", {"committee_expert"}),
    ],
)
def test_on_the_committees_route_only_the_committee_speaks(
    built: Built, name: str, state: str, rightful: set[str]
) -> None:
    scene = built(in_state, state) if state == "in_committee" else built(by_committee, state)
    said = {post: code_of(scene, name, seated(scene, post)) for post in set(Post.values) - rightful}

    assert set(said.values()) == {"not_permitted"}


def test_a_post_that_has_ended_is_no_post(built: Built) -> None:
    scene = built(in_state, "accepted")
    reviewer = scene.user("reviewer")
    with undone():
        reviewer.appointments.update(ends_on=scene.now.date().replace(day=1))
        by = scene.stage.actor("reviewer", scene.now.date())
        assert by.seats == ()
        assert code_of(scene, "applications.approve", by) == "not_permitted"
