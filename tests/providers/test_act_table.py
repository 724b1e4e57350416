"""Every act of designations and agreements × every state × every post: done as the table says, else refused whole."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor, Seat
from accounts.posts import KIND_OF_POST, Post
from documents.issuing import rows_only
from providers.models import Agreement, Designation
from providers.states import AgreementState, State
from tests.acceptance.footprint import footprint
from tests.acceptance.matters import undone
from tests.providers.scene import DesignationScene
from tests.providers.table import (
    AGREEMENT,
    AGREEMENT_STATES,
    DESIGNATION,
    STATES,
    Row,
    agreement_in_state,
    in_state,
    inputs_of,
)
from tests.scene import at
from workflow import acts, calendar
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = [pytest.mark.requirement(row) for row in ("D2", "D3", "D4", "D5", "D8", "G3")]
Built = Callable[..., DesignationScene]
STRANGER = 10**9


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Any:
    made: dict[Any, DesignationScene] = {}

    def build(maker: Callable[..., DesignationScene], *args: str) -> DesignationScene:
        key = (maker, *args)
        if key not in made:
            with transaction.atomic():
                made[key] = maker(*args)
        return made[key]

    with django_db_blocker.unblock(), transaction.atomic(), rows_only():
        calendar.seed(at("2026-03-02"))
        yield build
        transaction.set_rollback(True)


def test_the_tables_have_every_act_and_every_state() -> None:
    named = {row.verb for row in acts.registry.values() if row.model == "providers.Designation"}
    assert named == set(DESIGNATION)
    assert {row.verb for row in acts.registry.values() if row.model == "providers.Agreement"} == set(AGREEMENT)
    assert set(STATES) == set(State.values) and set(AGREEMENT_STATES) == set(AgreementState.values)
    for table in (DESIGNATION, AGREEMENT):
        for verb, row in table.items():
            assert acts.registry[f"providers.{verb}"].sources() == set(row.states.split()), verb


def case_of(scene: DesignationScene, verb: str) -> Any:
    if verb in AGREEMENT:
        return Agreement.objects.get(pk=scene.agreement.pk)
    return Designation.objects.get(pk=scene.case.pk)


def perform(scene: DesignationScene, verb: str, by: Actor) -> acts.Done:
    return acts.perform(f"providers.{verb}", case=case_of(scene, verb), by=by, now=scene.now, **inputs_of(scene, verb))


CASES = [(verb, state, False) for verb in DESIGNATION for state in STATES]
CASES += [(verb, state, True) for verb in AGREEMENT for state in AGREEMENT_STATES]


@pytest.mark.parametrize(("verb", "state", "of_agreement"), CASES, ids=[f"{v}-{s}" for v, s, _ in CASES])
def test_the_act_in_this_state(built: Built, verb: str, state: str, of_agreement: bool) -> None:
    scene = built(agreement_in_state if of_agreement else in_state, state)
    row: Row = (AGREEMENT if of_agreement else DESIGNATION)[verb]
    usual = None if state in row.states.split() else "wrong_state"
    code = row.instead.get(state, usual)
    before = footprint()
    with undone():
        try:
            done = perform(scene, verb, scene.by(row.by))
        except Refusal as refusal:
            assert refusal.code == code, refusal
            assert refusal.citation and refusal.message.endswith("。")
        else:
            assert code is None, f"should have been refused with {code}"
            entry = JournalEntry.objects.filter(act=f"providers.{verb}").latest("id")
            assert done.case.state == (row.to or state)
            assert (entry.old_state, entry.new_state) == (state, row.to or state)
            assert entry.citation
    assert footprint() == before


EVERY = [*DESIGNATION, *AGREEMENT]


def seated(scene: DesignationScene, post: str, organisation: Any = None) -> Actor:
    kind = KIND_OF_POST.get(Post(post), "agency")
    own = {"body": scene.stage.bodies["body_1"], "provider": scene.stage.providers["provider_1"]}
    place = organisation or {**own, scene.kind: scene.organisation}.get(str(kind), scene.agency)
    return Actor(STRANGER, "旁人", (Seat(post, place.pk, place.name, scene.agency.area_id, str(kind)),))


def scene_for(built: Built, verb: str) -> DesignationScene:
    row = DESIGNATION.get(verb) or AGREEMENT[verb]
    maker = agreement_in_state if verb in AGREEMENT else in_state
    return built(maker, row.states.split()[0])


@pytest.mark.parametrize("verb", EVERY)
def test_no_other_post_and_nobody_from_elsewhere_may(built: Built, verb: str) -> None:
    scene, far = scene_for(built, verb), built(in_state, "submitted", "NX", "body")
    row = DESIGNATION.get(verb) or AGREEMENT[verb]
    own = {"manager": f"{scene.kind}_manager", "member_1": "panel_member"}.get(row.by, row.by)
    rightful = {own, *(("agreement_officer",) if verb == "object" else ())}
    before = footprint()

    def code(by: Actor) -> str | None:
        try:
            with undone():
                perform(scene, verb, by)
        except Refusal as refusal:
            return refusal.code
        return None

    others = sorted(set(Post.values) - rightful)
    assert {post: code(seated(scene, post)) for post in others} == dict.fromkeys(others, "not_permitted")
    if row.by not in ("public", "clock"):
        places = [far.agency, far.organisation, scene.stage.providers["provider_1"]]
        assert {code(seated(scene, own, place)) for place in places} == {"not_permitted"}
        assert code(Actor(STRANGER, "无岗位的人")) == "not_permitted"
        assert code(far.by("agreement_officer")) == "not_permitted"
    assert footprint() == before
