from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import Appointment, Area, Organisation, User

PASSWORD = "Changhu-2026-ok"


@pytest.fixture
def area(db: None) -> Area:
    return Area.objects.get_or_create(code="650100", defaults={"name": "乌鲁木齐市", "level": "city"})[0]


@pytest.fixture
def agency(area: Area) -> Organisation:
    return Organisation.objects.create(code="URU-A", name="乌鲁木齐市医保中心", kind="agency", area=area)


@pytest.fixture
def body(area: Area) -> Organisation:
    return Organisation.objects.create(code="URU-B", name="天山评估所", kind="body", area=area)


@pytest.fixture
def person(db: None) -> Callable[..., User]:
    """Make a user with posts in an organisation: person("name", agency, "intake_clerk")."""

    def make(username: str, place: Organisation | None = None, *posts: str, **fields: object) -> User:
        user = User.objects.create_user(username, password=PASSWORD, name=username, organisation=place, **fields)
        for post in posts:
            Appointment.objects.create(user=user, post=post, organisation=place, starts_on=date(2020, 1, 1))
        return user

    return make
