"""Tokens are given and revoked by the user administration of the area, shown once and journalled. I2."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken
from tests.api.conftest import Caller
from tests.pages.desk import sign_in
from tests.scene import Scene
from workflow.models import JournalEntry

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("I2")]


@pytest.fixture
def scene(scene_at: Callable[..., Scene]) -> Scene:
    return scene_at("submitted")


@pytest.fixture
def admin(scene: Scene) -> Client:
    return sign_in(scene.user("user_admin"))


def give(admin: Client, user: Any, **changed: Any) -> Any:
    said = {"user": user.pk, "name": "安康接入", "scopes": ["read", "act"], "days": 30, **changed}
    return admin.post(reverse("workflow:tokens"), said)


def test_the_word_is_shown_once_and_only_its_digest_kept(scene: Scene, admin: Client) -> None:
    page = give(admin, scene.user("intake_clerk")).content.decode()

    token = ApiToken.objects.get()
    word = page.partition("<code>")[2].partition("</code>")[0]
    assert word.startswith(f"ltci_{token.key}_")
    assert Caller(word).get("applications/").status_code == 200
    assert word.rpartition("_")[2] not in admin.get(reverse("workflow:tokens")).content.decode()
    assert JournalEntry.objects.get(act="accounts.issue_token").actor_name == "user_admin"


def test_a_revoked_token_opens_nothing_and_is_revoked_once(scene: Scene, admin: Client) -> None:
    word = give(admin, scene.user("reviewer")).content.decode().partition("<code>")[2].partition("</code>")[0]
    address = reverse("workflow:revoke_token", args=[ApiToken.objects.get().pk])

    admin.post(address)
    admin.post(address)

    assert Caller(word).get("applications/").status_code == 401
    assert JournalEntry.objects.filter(act="accounts.revoke_token").count() == 1


@pytest.mark.parametrize("changed", [{"days": 0}, {"days": 400}, {"scopes": []}, {"scopes": ["all"]}, {"name": ""}])
def test_what_is_wrong_is_told_and_no_token_made(scene: Scene, admin: Client, changed: dict[str, Any]) -> None:
    assert give(admin, scene.user("reviewer"), **changed).status_code == 422
    assert not ApiToken.objects.exists()


def test_nobody_is_given_a_token_in_another_area_nor_gives_one_to_oneself(scene: Scene, admin: Client) -> None:
    elsewhere = Scene("TJ")
    for user in (elsewhere.user("reviewer"), scene.user("user_admin")):
        assert give(admin, user).status_code == 422
    assert not ApiToken.objects.exists()


def test_another_areas_tokens_are_neither_seen_nor_revoked(scene: Scene, admin: Client) -> None:
    give(admin, scene.user("reviewer"))
    other = sign_in(Scene("TJ").user("user_admin"))

    assert "安康接入" not in other.get(reverse("workflow:tokens")).content.decode()
    assert other.post(reverse("workflow:revoke_token", args=[ApiToken.objects.get().pk])).status_code == 404
