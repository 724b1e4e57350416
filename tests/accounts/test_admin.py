from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from pytest_django import Settings

from accounts.models import Appointment, Area, Organisation, User
from tests.accounts.conftest import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("I2")]
GRANT = "/admin/accounts/appointment/add/"


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.LTCI_REQUIRE_TOTP = False


@pytest.fixture
def admin(client: Client, person: Callable[..., User], agency: Organisation) -> User:
    user = person("guan", agency, "user_admin")
    client.force_login(user)
    return user


@pytest.fixture
def elsewhere(db: None) -> Organisation:
    area = Area.objects.get_or_create(code="640100", defaults={"name": "银川市", "level": "city"})[0]
    return Organisation.objects.create(code="YC", name="银川市医保中心", kind="agency", area=area)


def grant(client: Client, user: User, place: Organisation, post: str = "reviewer"):
    return client.post(GRANT, {"user": user.pk, "post": post, "organisation": place.pk, "starts_on": "2026-03-02"})


def test_a_right_is_granted_with_who_and_when_and_logged(
    client: Client, admin: User, person: Callable[..., User], agency: Organisation
) -> None:
    user = person("li", agency)

    assert grant(client, user, agency).status_code == 302

    given = Appointment.objects.get(user=user)
    assert (given.granted_by, given.granted_at is not None) == (admin, True)
    assert LogEntry.objects.filter(user=admin, object_id=str(given.pk)).exists()


def test_nobody_grants_a_right_to_themselves_or_in_another_area(
    client: Client, admin: User, person: Callable[..., User], agency: Organisation, elsewhere: Organisation
) -> None:
    own = grant(client, admin, agency, "archivist")
    foreign = grant(client, person("li", agency), elsewhere)

    assert "不能给自己授权" in own.content.decode()
    assert "您所管理地区" in foreign.content.decode()
    assert Appointment.objects.count() == 1


def test_incompatible_posts_are_refused_in_words(
    client: Client, admin: User, person: Callable[..., User], agency: Organisation
) -> None:
    response = grant(client, person("li", agency, "first_reviewer"), agency, "payer")

    assert "不相容岗位" in response.content.decode()


def test_a_right_is_revoked_and_not_turned_into_another(
    client: Client, admin: User, person: Callable[..., User], agency: Organisation
) -> None:
    given = Appointment.objects.get(user=person("li", agency, "reviewer"))
    client.post(f"/admin/accounts/appointment/{given.pk}/change/", {"post": "supervisor", "ends_on": "2026-12-31"})
    client.post("/admin/accounts/appointment/", {"action": "revoke", "_selected_action": [given.pk]})

    given.refresh_from_db()
    assert (given.post, given.ends_on) == ("reviewer", date(2026, 12, 31))
    assert given.revoked_by == admin


def test_another_areas_accounts_organisations_and_rights_are_not_seen(
    client: Client, admin: User, person: Callable[..., User], elsewhere: Organisation
) -> None:
    stranger = person("wang", elsewhere, "reviewer")
    right = Appointment.objects.get(user=stranger)

    for address in (
        f"user/{stranger.pk}/change/",
        f"user/{stranger.pk}/password/",
        f"organisation/{elsewhere.pk}/change/",
        f"appointment/{right.pk}/change/",
    ):
        assert client.get(f"/admin/accounts/{address}").status_code in (302, 403, 404), address
        assert client.post(f"/admin/accounts/{address}", {"name": "x"}).status_code in (302, 403, 404), address
    assert "银川" not in client.get("/admin/accounts/organisation/").content.decode()
    assert "wang" not in client.get("/admin/accounts/user/").content.decode()


def test_a_superuser_is_out_of_reach_of_a_user_administrator(client: Client, admin: User, agency: Organisation) -> None:
    root = User.objects.create_superuser("root", password=PASSWORD, organisation=agency)

    for address in (f"/admin/accounts/user/{root.pk}/change/", f"/admin/accounts/user/{root.pk}/password/"):
        assert client.post(address, {"password1": "Neu-2026-pass"}).status_code in (302, 403, 404)
    assert User.objects.get(pk=root.pk).check_password(PASSWORD)


def test_a_new_user_belongs_to_the_area_and_renews_the_given_password(
    client: Client, admin: User, agency: Organisation, elsewhere: Organisation
) -> None:
    fields = {"username": "xin", "name": "新人", "password1": "Changhu-2026-ab", "password2": "Changhu-2026-ab"}
    fields["usable_password"] = "true"

    assert client.post("/admin/accounts/user/add/", fields | {"organisation": elsewhere.pk}).status_code == 200
    assert client.post("/admin/accounts/user/add/", fields | {"organisation": agency.pk}).status_code == 302

    new = User.objects.get(username="xin")
    assert (new.password_changed_at, new.is_superuser, new.is_staff) == (None, False, False)
    client.force_login(new)
    assert client.get("/admin/").headers["Location"] == "/account/password/"


def test_a_user_administrator_cannot_make_a_superuser(
    client: Client, admin: User, person: Callable[..., User], agency: Organisation
) -> None:
    user = person("li", agency)

    client.post(
        f"/admin/accounts/user/{user.pk}/change/",
        {"username": "li", "name": "李", "organisation": agency.pk, "is_active": "on", "is_superuser": "on"},
    )

    user.refresh_from_db()
    assert (user.name, user.is_superuser) == ("李", False)


def test_accounts_are_closed_not_deleted(
    client: Client, admin: User, person: Callable[..., User], agency: Organisation
) -> None:
    user = person("li", agency)

    assert client.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(f"/admin/accounts/user/{user.pk}/change/", {"username": "li", "name": "李", "organisation": agency.pk})

    assert not User.objects.get(pk=user.pk).is_active


def test_areas_are_read_not_changed(client: Client, admin: User, area: Area) -> None:
    client.post("/admin/accounts/area/650100/change/", {"name": "别名", "level": "city", "code": "650100"})

    assert client.get("/admin/accounts/area/").status_code == 200
    assert Area.objects.get(pk="650100").name == area.name


@pytest.mark.parametrize("model", ["area", "organisation", "user", "appointment"])
def test_lists_are_searched(client: Client, admin: User, model: str) -> None:
    assert client.get(f"/admin/accounts/{model}/?q=乌鲁木齐").status_code == 200
