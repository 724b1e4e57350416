"""After a change of provider each has the letters of its own time: by page, by file, by the interface and in lists."""

from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from care.models import Benefit, CarePlan
from documents.models import Letter
from tests.care.scene import PLAN, CareScene
from tests.pages.desk import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("G3"), pytest.mark.requirement("C7")]
EARLIER, LATER = "provider_manager", "provider_manager_11"


@pytest.fixture(autouse=True)
def password_alone(settings: LazySettings) -> None:
    settings.LTCI_REQUIRE_TOTP = False


def letters(scene: CareScene) -> list[Letter]:
    assert scene.benefit is not None
    return list(Letter.objects.of_case(scene.benefit.pk))


def changed(scene: CareScene) -> dict[str, Letter]:
    """Provider 1 serves; on 15 April provider 2 is asked; it accepts the day after. Each letter by when it came."""
    found: dict[str, Letter] = {}

    def issued(name: str) -> None:
        found[name] = next(row for row in letters(scene) if row not in found.values())

    scene.active()
    rows = letters(scene)
    found |= {row.kind: row for row in rows}
    scene.on("2026-04-15")
    scene.act("care.change_provider", "dispatcher", provider=scene.provider(2), reason="搬家")
    replan(scene)
    issued("between")
    scene.on("2026-04-16")
    replan(scene, 2)
    issued("same day, before")
    scene.on("2026-04-16", hour=11)
    scene.act("care.accept_dispatch", LATER)
    replan(scene, 1)
    issued("same day, after")
    scene.on("2026-05-06")
    scene.act("care.suspend", "supervisor", cause="violation", finding="查实")
    issued("later")
    return found


def replan(scene: CareScene, items: int = 1) -> None:
    scene.act("care.revise_plan", "care_specialist", items=PLAN[:items], reason="需要变化")
    scene.act("care.confirm_plan", "applicant", means="phone")


def opened(scene: CareScene, client: Client, letter: Letter) -> set[int]:
    urls = (reverse("documents:letter", args=[letter.pk]), reverse("documents:pdf", args=[letter.pk]))
    urls += (reverse("api:letter_file", args=[letter.pk]),)
    return {client.get(url).status_code for url in urls}


def listed(scene: CareScene, client: Client) -> tuple[set[str], set[str]]:
    """What the page of the benefit and the interface list."""
    assert scene.benefit is not None
    page = client.get(reverse("benefit", args=[scene.benefit.pk]))
    told = client.get(reverse("api:letters"), {"matter": str(scene.benefit.matter)})
    by_page = {str(row.pk) for row in page.context["letters"]}
    html = page.content.decode()
    assert by_page == {str(row.pk) for row in letters(scene) if reverse("documents:letter", args=[row.pk]) in html}
    return by_page, {row["id"] for row in told.json()["results"]}


def test_each_provider_opens_the_letters_of_its_own_time() -> None:
    scene = CareScene("URU")
    found = changed(scene)
    of_first = {"care_dispatch", "care_plan", "between", "same day, before"}
    of_second = {"between", "same day, before", "same day, after", "later"}
    assert set(found) == of_first | of_second
    with time_machine.travel(scene.now, tick=False):
        for who, own in ((EARLIER, of_first), (LATER, of_second), ("supervisor", set(found)), ("applicant", set(found)),
                         ("care_specialist", set(found))):  # fmt: skip
            client = sign_in(scene.user(who))
            for name, letter in found.items():
                assert opened(scene, client, letter) == ({200} if name in own else {404}), (who, name)
            seen = {str(found[name].pk) for name in own}
            by_page, by_interface = listed(scene, client)
            assert by_page == seen, who
            assert by_interface >= seen and not by_interface & {str(row.pk) for row in found.values()} - seen, who


def test_the_plan_of_the_next_provider_is_not_on_the_page_of_the_earlier_one() -> None:
    scene = CareScene("URU")
    changed(scene)
    assert scene.benefit is not None
    mine = set(CarePlan.objects.visible_to(scene.by(EARLIER)).values_list("number", flat=True))
    assert mine == set(scene.benefit.plans.filter(provider=scene.provider()).values_list("number", flat=True))
    assert mine < set(CarePlan.objects.visible_to(scene.by(LATER)).values_list("number", flat=True))
    with time_machine.travel(scene.now, tick=False):
        url = reverse("benefit", args=[scene.benefit.pk])
        assert sign_in(scene.user(EARLIER)).get(url).context["plan"].provider == scene.provider()
        assert sign_in(scene.user(LATER)).get(url).context["plan"].provider == scene.provider(2)


def test_who_serves_again_sees_its_own_two_times_but_not_what_lay_between() -> None:
    scene = CareScene("URU")
    found = changed(scene)
    scene.act("care.resume", "supervisor", finding="已改正")
    scene.on("2026-05-12")
    scene.act("care.change_provider", "dispatcher", provider=scene.provider(1), reason="搬回")
    scene.act("care.accept_dispatch", EARLIER)
    replan(scene, 2)
    seen = set(Letter.objects.of_case(scene.benefit.pk).visible_to(scene.by(EARLIER)))
    assert letters(scene)[-1] in seen
    assert not seen & {found["same day, after"], found["later"]}
    assert seen > {found["care_dispatch"], found["care_plan"]}


def test_a_choice_that_was_never_sent_shows_the_provider_nothing() -> None:
    scene = CareScene("URU")
    scene.chosen(provider=2)
    scene.act("care.choose", "applicant", mode="home", provider=scene.provider())
    scene.act("care.dispatch", "dispatcher")
    scene.act("care.accept_dispatch", EARLIER)
    assert scene.benefit is not None
    assert scene.benefit.placements.filter(provider=scene.provider(2)).get().state == "withdrawn"
    assert not Benefit.objects.visible_to(scene.by(LATER)).exists()
    assert not Letter.objects.of_case(scene.benefit.pk).visible_to(scene.by(LATER)).exists()
    assert scene.benefit.seat_for(scene.by(LATER), "provider_manager") is None


def test_who_was_asked_before_the_death_keeps_the_dispatch_and_nothing_later() -> None:
    scene = CareScene("URU")
    scene.active()
    before = letters(scene)
    scene.on("2026-04-15")
    scene.act("care.choose", "applicant", mode="institution", provider=scene.provider(2), reason="无人照看")
    scene.act("care.dispatch", "dispatcher")
    (dispatched,) = (row for row in letters(scene) if row not in before)
    scene.later(1)
    replan(scene)
    scene.act("care.record_death", EARLIER, died_on=scene.now.date(), proof="死亡证明")

    assert scene.benefit is not None
    assert scene.benefit.placements.filter(state="withdrawn").get().provider == scene.provider(2)
    assert set(Letter.objects.of_case(scene.benefit.pk).visible_to(scene.by(LATER))) == {dispatched}
    assert set(Letter.objects.of_case(scene.benefit.pk).visible_to(scene.by(EARLIER))) == set(letters(scene))


def test_lists_of_letters_cost_the_same_for_few_as_for_many() -> None:
    scene = CareScene("URU")
    changed(scene)

    def cost(who: str, url: str, **asked: Any) -> int:
        client = sign_in(scene.user(who))
        client.get(url, asked)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url, asked).status_code == 200
        return len(captured)

    def costs() -> list[int]:
        pages = [(reverse("benefit", args=[scene.benefit.pk]), {})]
        pages += [(reverse("api:letters"), {"matter": str(scene.benefit.matter)})]
        with time_machine.travel(scene.now, tick=False):
            return [cost(who, url, **asked) for url, asked in pages for who in (EARLIER, LATER, "supervisor")]

    few = costs()
    for _ in range(4):
        scene.act("care.resume", "supervisor", finding="已改正")
        scene.on(scene.later(10).date())
        scene.act("care.suspend", "supervisor", cause="violation", finding="查实")
    assert costs() == few
