from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from accounts.actors import Actor
from accounts.identity import check_character
from accounts.models import Area, Organisation
from enrolment.acts.register import register
from enrolment.models import Person
from tests.pages.desk import engaged, sign_in
from tests.scene import at

TODAY = at("2026-03-02")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def password_alone(settings: LazySettings) -> None:
    settings.LTCI_REQUIRE_TOTP = False


@pytest.fixture
def agency(db: None) -> Organisation:
    area = Area.objects.get_or_create(code="650100", defaults={"name": "乌鲁木齐市", "level": "city"})[0]
    return Organisation.objects.create(code="URU", name="乌鲁木齐市医保中心", kind="agency", area=area)


@pytest.fixture
def elsewhere(db: None) -> Organisation:
    area = Area.objects.get_or_create(code="640100", defaults={"name": "银川市", "level": "city"})[0]
    return Organisation.objects.create(code="YC", name="银川市医保中心", kind="agency", area=area)


@pytest.fixture
def clerk(agency: Organisation) -> Actor:
    return Actor.of(engaged("intake_clerk", agency, "王受理"), TODAY.date())


@pytest.fixture
def counter(agency: Organisation) -> Client:
    """A clerk of Urumqi at the counter."""
    return sign_in(engaged("intake_clerk", agency, "李窗口"))


def id_number(order: int, born: str = "19500101", area: str = "650102") -> str:
    """A valid number; an odd order is a man's."""
    body = f"{area}{born}{order:03d}"
    return body + check_character(body)


def data(order: int = 2, **changed: Any) -> dict[str, Any]:
    """What the form of a person holds."""
    return {
        "name": "张桂兰",
        "id_type": "resident_card",
        "id_number": id_number(order),
        "sex": "male" if order % 2 else "female",
        "born": "1950-01-01",
        "phone": "13912345678",
        "address": "幸福路1号",
        "area_code": "650102",
        "insured": "on",
        "insured_type": "retired",
        "insured_since": "2020-01-01",
        "basic_insurance": "on",
        **changed,
    }


@pytest.fixture
def enter(clerk: Actor) -> Callable[..., Person]:
    """Enter a person in the register by the act: enter(4, name="李四")."""

    def make(order: int = 2, by: Actor = clerk, **changed: Any) -> Person:
        from enrolment.forms import PersonForm

        form = PersonForm(data(order, **changed))
        assert form.is_valid(), form.errors
        return register(by=by, now=TODAY, **form.data_for_act())

    return make
