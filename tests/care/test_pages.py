"""The pages of the care chapter: each opens for whom it is, shows what it must, and takes what is sent."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from care.models import Benefit
from tests.care.scene import FEEDING, CareScene
from tests.pages.desk import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def password_alone(settings: LazySettings) -> None:
    settings.LTCI_REQUIRE_TOTP = False


@pytest.fixture
def scene() -> Any:
    """A benefit in the middle of its first month, with two records and one stay in hospital."""
    found = CareScene("NX")
    found.active()
    found.on("2026-04-20")
    found.record("2026-04-06")
    found.record("2026-04-07", carer=2)
    found.act("care.admit", "provider_manager", admitted_on=date(2026, 4, 8), hospital="自治区人民医院")
    found.act("care.discharge", "provider_manager", discharged_on=date(2026, 4, 12))
    with time_machine.travel(found.now, tick=False):
        yield found


@pytest.fixture
def open_as(scene: CareScene) -> Callable[[str], Client]:
    return lambda name: sign_in(scene.user(name))


@pytest.mark.requirement("C5")
@pytest.mark.requirement("C7")
def test_provider_handler_agency_and_person_open_the_benefit(scene: CareScene, open_as: Any) -> None:
    page = reverse("benefit", args=[scene.benefit.pk])
    for who in ("provider_manager", "carer_1", "care_specialist", "dispatcher", "supervisor", "applicant"):
        answer = open_as(who).get(page, {"on": "2026-04-10"})
        assert answer.status_code == 200, who
        said = answer.content.decode()
        assert "协助进食" in said and "住院" in said and "宁夏经办规程（征求意见稿）第二十三条" in said
    assert open_as("provider_manager_11").get(page).status_code == 404
    assert open_as("body_manager").get(page).status_code == 404


@pytest.mark.requirement("C5")
@pytest.mark.requirement("C6")
def test_the_month_shows_what_is_missing_and_what_is_too_much(scene: CareScene, open_as: Any) -> None:
    answer = open_as("provider_manager").get(reverse("care:month", args=[scene.benefit.pk]), {"month": "2026-04"})
    rows = {row.name: row for row in answer.context["items"]}

    # Eight Mondays, Wednesdays and Fridays until the 20th, without the days in hospital (9 to 11 April).
    assert (rows["协助进食"].planned, rows["协助进食"].done) == (8, 2)
    assert rows["协助沐浴"].missing == 2
    assert answer.context["missing"] == 8
    for text in ("2026-13", "x", "9999-01", ""):
        assert open_as("applicant").get(answer.request["PATH_INFO"], {"month": text}).status_code == 200


@pytest.mark.requirement("C2")
def test_a_plan_is_checked_while_it_is_filled_in_and_then_drafted(scene: CareScene, open_as: Any) -> None:
    client, case = open_as("care_specialist"), scene.benefit
    page = reverse("care:act", args=[case.pk, "revise_plan"])
    assert client.get(page).status_code == 200
    line = {"line-0-code": FEEDING, "line-0-weekdays": ["1", "4"], "line-0-times": "4", "line-0-minutes": "30"}
    line |= {"line-0-performer": "carer", "effective_from": "2026-05-01", "reason": "好转", "version": case.version}
    checked = client.post(reverse("care:check_plan", args=[case.pk]), line)
    assert "“协助进食”每天最多3次，现为4次。" in checked.content.decode()
    assert client.post(page, line | {"request_key": "a"}).status_code == 422

    done = client.post(page, line | {"line-0-times": "2", "request_key": "b"})
    assert done.status_code == 302
    assert case.plans.get(number=2).items.get().weekdays == [1, 1, 4, 4]
    confirm = reverse("care:act", args=[case.pk, "confirm_plan"])
    person = open_as("applicant")
    assert "第 2 版" in person.get(confirm).content.decode()
    version = Benefit.objects.get(pk=case.pk).version
    given = {"means": "phone", "name": "张桂兰", "signed": "on", "version": version, "request_key": "c"}
    assert person.post(confirm, given).status_code == 302


@pytest.mark.requirement("C5")
def test_a_carer_records_on_the_phone_once(scene: CareScene, open_as: Any) -> None:
    client, page = open_as("carer_1"), reverse("care:act", args=[scene.benefit.pk, "record_service"])
    shown = client.get(page)
    assert shown.status_code == 200 and "（计划内）" in shown.content.decode()
    given = {
        "carer": scene.carers[1].pk,
        "identity": "card",
        "started_at": "2026-04-15T08:00",
        "ended_at": "2026-04-15T08:40",
        "codes": [FEEDING],
        "signed": "on",
        "client_key": "phone-7",
        "fixes": '{"started_at": [38.48, 106.23, 15]}',
        "request_key": "service-phone-7",
    }
    assert client.post(page, given).status_code == 302
    assert client.post(page, given).status_code == 302
    row = scene.benefit.records.get(client_key="phone-7")
    assert row.fixes == {"started_at": [38.48, 106.23, 15]}

    refused = client.post(page, given | {"started_at": "2026-04-10T08:00", "request_key": "other"})
    assert refused.status_code in (409, 422)
    assert (
        "住院"
        in client.post(
            page, given | {"started_at": "2026-04-10T08:00", "ended_at": "2026-04-10T08:40", "request_key": "o2"}
        ).content.decode()
    )


@pytest.mark.requirement("C1")
@pytest.mark.requirement("C7")
@pytest.mark.parametrize(
    ("verb", "who"),
    [
        ("choose", "applicant"), ("change_mode", "dispatcher"), ("change_provider", "dispatcher"),
        ("admit", "carer_1"), ("record_death", "provider_manager"), ("suspend", "supervisor"), ("end", "supervisor"),
        ("record_consent", "provider_manager"), ("evaluate_plan", "provider_manager"),
        ("correct_service", "provider_manager"), ("rate_service", "applicant"),
    ],
)  # fmt: skip
def test_the_form_of_every_act_opens(scene: CareScene, open_as: Any, verb: str, who: str) -> None:
    answer = open_as(who).get(reverse("care:act", args=[scene.benefit.pk, verb]))
    assert answer.status_code == 200
    assert b"request_key" in answer.content


@pytest.mark.requirement("C5")
def test_the_list_shows_each_its_own(scene: CareScene, open_as: Any) -> None:
    page = reverse("care:people")
    assert scene.benefit.person.name in open_as("provider_manager").get(page).content.decode()
    assert scene.benefit.person.name not in open_as("provider_manager_11").get(page).content.decode()
    for needs in ("choice", "dispatch", "answer", "plan", "confirm", "family", "nonsense"):
        assert open_as("dispatcher").get(page, {"needs": needs, "name": "张"}).status_code == 200


def test_a_provider_is_led_from_the_matter_to_its_page(scene: CareScene, open_as: Any) -> None:
    matter = reverse("matter", args=[scene.benefit.matter])
    answer = open_as("provider_manager").get(matter)
    assert (answer.status_code, answer["Location"]) == (302, reverse("benefit", args=[scene.benefit.pk]))
    for who in ("dispatcher", "applicant"):
        assert "查看护理服务" in open_as(who).get(matter).content.decode()
    assert "我的护理计划和服务记录" in open_as("applicant").get(reverse("my")).content.decode()
