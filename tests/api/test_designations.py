"""An organisation applies to a call by the interface, under the same law as by the page. D1, D2."""

from collections.abc import Callable
from typing import Any

import pytest
from time_machine import travel

from providers.models import Designation
from tests.api.conftest import Caller
from tests.providers.scene import DesignationScene

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("D1"), pytest.mark.requirement("D2")]
SAID = {
    "operating_since": "2020-01-01", "legal_representative": "赵建设", "legal_id_number": "110111194005120027",
    "contact_phone": "0951-0000001", "scope": "兴庆区", "modes": ["home"], "capacity": 40,
    "materials": ["application_form", "premises"],
}  # fmt: skip


def test_within_a_call_an_organisation_applies_once(caller: Callable[..., Caller]) -> None:
    scene = DesignationScene("provider", "NX")
    with travel(scene.now, tick=False):
        manager = caller(scene, "manager")
        early = manager.post("designations/", SAID, key="early")
        scene.call()
        first, again = (manager.post("designations/", SAID, key="one") for _ in range(2))
        second = manager.post("designations/", SAID, key="two")

    assert (early.status_code, early.json()["code"]) == (409, "too_early") and early.json()["citation"]
    assert (first.status_code, again.status_code) == (201, 201) and first.json()["case"] == again.json()["case"]
    assert (second.status_code, second.json()["code"]) == (409, "wrong_state")
    case = Designation.objects.get()
    assert (case.state, case.capacity, case.materials) == ("submitted", 40, ["application_form", "premises"])
    assert case.call is not None and case.organisation == scene.organisation


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"legal_id_number": "110111194005120020"}, "legal_id_number"),
        ({"modes": []}, "modes"),
        ({"modes": ["night"]}, "modes"),
        ({"operating_since": "2027-01-01"}, "operating_since"),
        ({"materials": ["nothing"]}, "materials"),
        ({"agency": 999_999}, "agency"),
        ({"capacity": -1}, "capacity"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(caller: Callable[..., Caller], wrong: Any, field: str) -> None:
    scene = DesignationScene("provider", "XJ")
    with travel(scene.now, tick=False):
        answer = caller(scene, "manager").post("designations/", SAID | wrong, key="k")

    assert answer.status_code in (400, 422) and field in answer.content.decode()
    assert not Designation.objects.exists()


def test_only_who_manages_an_organisation_applies_and_with_a_key(caller: Callable[..., Caller]) -> None:
    scene = DesignationScene("provider", "XJ")
    with travel(scene.now, tick=False):
        officer = caller(scene, "agreement_officer").post("designations/", SAID, key="k")
        keyless = caller(scene, "manager").post("designations/", SAID)

    assert (officer.status_code, keyless.status_code) == (403, 400)
    assert not Designation.objects.exists()
