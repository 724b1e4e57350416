"""Every act of a benefit × states × posts, every address × everybody else, hostile values, costs."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actors import Actor, Seat
from accounts.posts import KIND_OF_POST, Post
from care.models import Benefit
from care.states import State
from tests.acceptance.matters import undone
from tests.care.scene import PLAN, CareScene
from tests.care.test_uploads import row, sent
from tests.pages.desk import engaged, everything, sign_in
from tests.security.test_hostile_input import HOSTILE
from workflow import acts
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G3")]
STRANGER = 10**9
LIVE = frozenset({"pending", "active", "suspended"})
ALL = frozenset(State.values)
HOSTILE_NAMES = """
    name state mode needs page month on effective_from line-0-code line-0-weekdays line-0-times line-0-minutes
    line-0-performer line-0-name line-0-price items reason provider variant cause finding admitted_on died_on
    discharged_on last_day started_at ended_at carer codes outside identity record stars words services signed_on
    id_number relation trained_from trained_until family_carer until exam
    means client_key fixes outcome proof hospital version
"""
# Who does it, from which states; written down apart from the code.
TABLE: dict[str, tuple[frozenset[str], set[str]]] = {
    "care.open_benefit": (frozenset({"pending"}), {"clock"}),
    "care.turn": (ALL, {"clock"}),
    "care.choose": (LIVE, {"applicant", "intake_clerk"}),
    "care.dispatch": (LIVE, {"dispatcher"}),
    "care.accept_dispatch": (LIVE, {"provider_manager", "carer"}),
    "care.decline_dispatch": (LIVE, {"provider_manager", "carer"}),
    "care.change_mode": (LIVE, {"dispatcher"}),
    "care.change_provider": (LIVE, {"dispatcher"}),
    "care.draft_plan": (LIVE, {"care_specialist", "handler_clerk"}),
    "care.revise_plan": (LIVE, {"care_specialist", "handler_clerk"}),
    "care.confirm_plan": (LIVE, {"applicant", "care_specialist", "handler_clerk"}),
    "care.evaluate_plan": (LIVE, {"provider_manager"}),
    "care.record_consent": (LIVE, {"provider_manager", "care_specialist", "handler_clerk"}),
    "care.record_service": (ALL, {"provider_manager", "carer"}),
    "care.correct_service": (ALL, {"provider_manager"}),
    "care.rate_service": (frozenset({"active", "suspended", "ended"}), {"applicant"}),
    "care.enter_family_carer": (LIVE, {"provider_manager"}),
    "care.approve_family_carer": (LIVE, {"agreement_officer"}),
    "care.return_family_carer": (LIVE, {"agreement_officer"}),
    "care.complete_family_training": (LIVE, {"provider_manager"}),
    "care.end_family_carer": (ALL, {"provider_manager"}),
    "care.admit": (ALL, {"provider_manager", "carer", "intake_clerk"}),
    "care.discharge": (ALL, {"provider_manager", "carer", "intake_clerk"}),
    "care.record_death": (ALL, {"provider_manager", "carer", "intake_clerk"}),
    "care.suspend": (LIVE, {"supervisor"}),
    "care.resume": (LIVE, {"supervisor"}),
    "care.end": (LIVE, {"supervisor", "dispatcher"}),
}


@pytest.fixture(autouse=True)
def password_alone(settings: LazySettings) -> None:
    settings.LTCI_REQUIRE_TOTP = False


@pytest.fixture
def scene() -> Iterator[CareScene]:
    found = CareScene("NX")
    found.active()
    found.on("2026-04-20")
    with time_machine.travel(found.now, tick=False):
        yield found


def code_of(scene: CareScene, name: str, by: Actor) -> str | None:
    try:
        with undone():
            acts.perform(name, case=Benefit.objects.get(pk=scene.benefit.pk), by=by, now=scene.now)
    except Refusal as refusal:
        return refusal.code
    except TypeError:
        return None  # the form is missing: nothing but that stood in the way
    return None


def seated(scene: CareScene, post: str, organisation_id: int | None = None) -> Actor:
    kind = KIND_OF_POST.get(Post(post), "agency")
    own = {"provider": scene.provider(), "handler": scene.benefit.handler, "agency": scene.stage.agency}
    place = own.get(kind) or scene.stage.bodies["body_1"]
    seat = Seat(post, organisation_id or place.pk, place.name, scene.stage.matter.area, str(kind))
    return Actor(STRANGER, "旁人", (seat,))


def test_the_table_has_every_act_with_its_states_and_posts(scene: CareScene) -> None:
    assert set(TABLE) == {row.name for row in acts.registry.values() if row.model == "care.Benefit"}
    for name, (states, posts) in TABLE.items():
        assert acts.registry[name].sources() == states, name
        assert {str(post) for post in acts.registry[name].posts_for(scene.benefit)} == posts, name


def test_no_other_post_may_and_nobody_from_elsewhere(scene: CareScene) -> None:
    far = CareScene("HLJ")
    far.opened()
    strange = {"provider": scene.provider(2).pk, "handler": far.stage.handler.pk, "agency": far.stage.agency.pk}
    for name, (_, posts) in TABLE.items():
        others = set(Post.values) - posts
        said = {post: code_of(scene, name, seated(scene, post)) for post in sorted(others)}
        assert said == dict.fromkeys(sorted(others), "not_permitted"), name
        for post in posts - {"clock", "applicant"}:
            place = strange[str(KIND_OF_POST[Post(post)])]
            assert code_of(scene, name, seated(scene, post, place)) == "not_permitted", (name, post)
        assert code_of(scene, name, far.by("applicant")) == "not_permitted", name


@pytest.mark.parametrize("state", ["pending", "suspended", "ended"])
def test_an_act_outside_its_states_is_refused(state: str) -> None:
    scene = CareScene("NX")
    if state == "pending":
        scene.opened()
    else:
        scene.active()
    if state == "suspended":
        scene.act("care.suspend", "supervisor", cause="no_basic_insurance", finding="停保")
    if state == "ended":
        scene.act("care.end", "supervisor", cause="renounced", reason="放弃")
        scene.on(scene.later().date())
    assert scene.benefit.state == state
    who = {"provider_manager": "provider_manager", "carer": "carer_1"}
    for name, (states, posts) in TABLE.items():
        post = sorted(posts - {"clock"})[0] if posts != {"clock"} else "clock"
        if state in states or (state == "pending" and post in who):
            continue
        assert code_of(scene, name, scene.by(who.get(post, post))) == "wrong_state", name


# Addresses -----------------------------------------------------------------------------------------------------------


def addresses(scene: CareScene, upload: Any) -> Iterator[str]:
    case = scene.benefit
    yield reverse("benefit", args=[case.pk])
    yield reverse("matter", args=[case.matter])
    for name in ("month", "check_plan"):
        yield reverse(f"care:{name}", args=[case.pk])
    for name in TABLE:
        yield reverse("care:act", args=[case.pk, name.split(".")[1]])
        if acts.registry[name].issues:
            yield reverse("care:preview", args=[case.pk, name.split(".")[1]])
    for name in ("upload", "upload_marked"):
        yield reverse(f"care:{name}", args=[upload.pk])
    for name in ("papers", "create_upload"):
        yield reverse(f"documents:{name}", args=[case.kind_name(), case.pk])
    for letter in scene_letters(case):
        yield reverse("documents:letter", args=[letter.pk])
        yield reverse("documents:pdf", args=[letter.pk])
    for name in ("benefit",):
        yield reverse(f"api:{name}", args=[case.pk])
    yield reverse("api:service_upload", args=[upload.pk])


def scene_letters(case: Benefit) -> Any:
    from documents.models import Letter

    return Letter.objects.of_matter(case.matter).filter(case_id=case.pk)


@pytest.mark.requirement("C5")
def test_nobody_opens_or_changes_what_is_anothers(scene: CareScene) -> None:
    upload = sent(scene, row(scene, 1), row(scene, 2, carer="没有的"))
    scene.record("2026-04-06")
    places = [scene.provider(2), scene.stage.bodies["body_1"]]
    posts = {"provider": ("provider_manager", "carer"), "body": ("body_manager", "assessor")}
    people = [engaged(post, place) for place in places for post in posts[place.kind]]
    far = CareScene("HLJ")
    far.opened()
    people += [far.user(name) for name in ("provider_manager", "care_specialist", "supervisor", "applicant")]
    clients = [(user, sign_in(user)) for user in people]
    before = everything()
    wrong = []
    for user, client in clients:
        for url in addresses(scene, upload):
            for method in ("get", "post"):
                status = getattr(client, method)(url, {"version": scene.benefit.version}).status_code
                if status not in (302, 403, 404, 405, 401):
                    wrong.append((user.name, method, url, status))
                if status == 302 and "matters" not in url:
                    wrong.append((user.name, method, url, "led on"))
    assert [one for one in wrong if "/matters/" not in one[2]] == []
    assert everything() == before


def test_lists_and_exports_show_a_provider_nobody_but_its_own(scene: CareScene) -> None:
    sent(scene, row(scene, 1))
    other = sign_in(scene.user("provider_manager_11"))
    name = scene.benefit.person.name
    for url in ("care:people", "care:uploads", "desk"):
        assert name not in other.get(reverse(url)).content.decode()
    for url in ("api:benefits", "api:service_records"):
        assert other.get(reverse(url)).json()["results"] == []
    own = sign_in(scene.user("provider_manager"))
    assert len(own.get(reverse("api:service_records")).json()["results"]) == 1
    assert own.get(reverse("api:benefits")).json()["results"][0]["periods"][0]["state"] == "active"


def test_no_hostile_value_breaks_a_page_or_an_act(scene: CareScene) -> None:
    names = HOSTILE_NAMES.split()
    wrong = []
    for name, (_, posts) in TABLE.items():
        post = sorted(posts - {"clock"} or {"applicant"})[-1]
        client = sign_in(scene.user({"carer": "carer_1"}.get(post, post)))
        client.raise_request_exception = False
        urls = [reverse("care:act", args=[scene.benefit.pk, name.split(".")[1]])]
        if acts.registry[name].issues:
            urls += [f"{urls[0]}preview/"]
        if name == "care.draft_plan":
            urls += [reverse("care:check_plan", args=[scene.benefit.pk]), reverse("care:people")]
        if name == "care.choose":
            urls += [reverse("care:month", args=[scene.benefit.pk]), reverse("benefit", args=[scene.benefit.pk])]
        for turn in range(3):
            data = {field: HOSTILE[(place + 5 * turn) % len(HOSTILE)] for place, field in enumerate(names)}
            for url in urls:
                for method in ("get", "post"):
                    status = getattr(client, method)(url, {**data, "request_key": uuid4().hex}).status_code
                    if status >= 500:
                        wrong.append((method, url, turn))
    assert wrong == []


# Costs ---------------------------------------------------------------------------------------------------------------


def cost(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200, url
    return len(captured)


@pytest.mark.requirement("C5")
def test_pages_cost_the_same_for_one_row_as_for_many(scene: CareScene) -> None:
    manager = sign_in(scene.user("provider_manager"))
    pages = [reverse("care:people"), reverse("benefit", args=[scene.benefit.pk])]
    pages += [reverse("care:month", args=[scene.benefit.pk]), reverse("care:uploads"), "/"]
    scene.record("2026-04-01")
    once = [cost(manager, url) for url in pages]
    for day in range(2, 12):
        scene.record(f"2026-04-{day:02d}")
    others: list[Any] = []
    for _ in range(3):
        other = CareScene("NX")
        other.opened()
        Benefit.objects.filter(pk=other.benefit.pk).update(provider=scene.provider())
        other.benefit.placements.create(
            mode="home", provider=scene.provider(), state="accepted", chosen_on=scene.now.date(),
            answered_at=scene.now, serves_from=scene.now.date(),
        )  # fmt: skip
        others.append(other)
    assert [cost(manager, url) for url in pages] == once
    assert once[0] <= 10 and once[1] <= 45 and once[2] <= 14 and once[3] <= 8, once


@pytest.mark.requirement("C2")
def test_by_the_interface_an_act_is_done_as_by_the_page(scene: CareScene) -> None:
    client = sign_in(scene.user("care_specialist"))
    url = reverse("api:act_care_revise_plan", args=[scene.benefit.pk])
    said = {"items": PLAN[:1], "effective_from": "2026-05-01", "reason": "好转"}
    headers = {"HTTP_IDEMPOTENCY_KEY": "k1", "HTTP_IF_MATCH": f'"{scene.benefit.version}"'}
    answer = client.post(url, said, content_type="application/json", **headers)
    assert answer.status_code == 200, answer.content.decode()
    assert scene.benefit.plans.get(number=2).items.count() == 1
