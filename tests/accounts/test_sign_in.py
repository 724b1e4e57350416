"""Sign-in: lockout, passwords, second factor, idle time-out, one session each (I2, I3)."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings as django_settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts import checks
from accounts.models import Organisation, User
from accounts.posts import DECIDING_POSTS, KIND_OF_POST
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
SET_UP = "/account/second-factor/set-up/"
CHANGE = "/account/password/"
# A page that is no part of signing in: every duty stands before it, whatever it answers then.
WORK = "/admin/"


@pytest.fixture(autouse=True)
def _fresh_counters() -> None:
    cache.clear()


def sign_in(client: Client, username: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": username, "password": password})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def through(forwarded: str) -> dict[str, str]:
    return {"X-Forwarded-For": forwarded}


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def test_a_user_signs_in_by_name_and_password_and_out_again(client: Client, person: Callable[..., User]) -> None:
    person("zhang")

    assert sign_in(client, "zhang").headers["Location"] == "/"
    assert client.session["_auth_user_id"]
    client.post("/account/logout/")
    assert "_auth_user_id" not in client.session


def test_the_sign_in_page_is_chinese_labelled_and_without_inline_script(client: Client, db: None) -> None:
    response = client.get(LOGIN)
    page = response.content.decode()

    assert "用户名" in page
    assert "15 分钟" in page
    assert re.search(r"<script(?![^>]*src=)", page) is None
    assert " style=" not in page
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    for field in ("login", "password"):
        assert re.search(rf'<label[^>]*for="id_{field}"', page)


def test_a_wrong_password_is_told_in_chinese_without_saying_which_was_wrong(
    client: Client, person: Callable[..., User]
) -> None:
    person("zhang")

    known, unknown = sign_in(client, "zhang", "wrong"), sign_in(client, "nobody", "wrong")

    for response in (known, unknown):
        assert "用户名或密码不正确" in response.content.decode()


def test_a_closed_account_cannot_sign_in(client: Client, person: Callable[..., User]) -> None:
    person("zhang", is_active=False)

    response = sign_in(client, "zhang")

    assert response.headers["Location"] == "/account/closed/"
    assert "已停用" in client.get("/account/closed/").content.decode()
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up(client: Client) -> None:
    assert client.get("/account/signup/").status_code == 404


class TestLockout:
    def lock(self, client: Client) -> None:
        for _ in range(5):
            last = sign_in(client, "zhang", "wrong")
        self.page = last

    def test_after_five_wrong_passwords_the_right_one_does_not_help(
        self, client: Client, person: Callable[..., User]
    ) -> None:
        person("zhang")
        self.lock(client)

        response = sign_in(client, "zhang")

        assert (self.page.status_code, response.status_code) == (429, 429)
        assert "请在 15 分钟后再试" in response.content.decode()
        assert "_auth_user_id" not in client.session

    def test_another_name_and_another_address_are_not_locked(self, client: Client, person: Callable[..., User]) -> None:
        person("zhang")
        person("li")
        self.lock(client)

        elsewhere = Client(REMOTE_ADDR="10.0.0.9")

        assert sign_in(Client(), "li").status_code == 302
        assert sign_in(elsewhere, "zhang").status_code == 302

    def test_behind_a_proxy_the_clients_own_address_counts_and_cannot_be_made_up(
        self, client: Client, person: Callable[..., User], settings: Settings
    ) -> None:
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        person("zhang")
        for number in range(5):
            client.post(LOGIN, {"login": "zhang", "password": "wrong"}, headers=through(f"1.2.3.{number}, 10.0.0.9"))

        attacker = client.post(LOGIN, {"login": "Zhang", "password": PASSWORD}, headers=through("9.9.9.9, 10.0.0.9"))
        owner = client.post(LOGIN, {"login": "zhang", "password": PASSWORD}, headers=through("10.0.0.7"))

        assert (attacker.status_code, owner.status_code) == (429, 302)

    def test_the_time_left_is_told_and_the_lock_ends(self, client: Client, person: Callable[..., User]) -> None:
        person("zhang")
        start = timezone.now()
        with time_machine.travel(start, tick=False) as clock:
            self.lock(client)
            clock.shift(timedelta(minutes=10))
            assert "请在 5 分钟后再试" in sign_in(client, "zhang").content.decode()
            clock.shift(timedelta(minutes=5, seconds=1))
            assert sign_in(client, "zhang").status_code == 302


class TestPasswords:
    @pytest.mark.parametrize(
        ("password", "fault"),
        [
            ("Ab1-x", "10"),
            ("onlysmallletters", "3 种"),
            ("smallletters2026", "3 种"),
            ("Zhangguilan1", "相似"),
            ("Password123", "普通"),
        ],
    )
    def test_a_weak_password_is_refused_in_words(self, person: Callable[..., User], password: str, fault: str) -> None:
        with pytest.raises(ValidationError) as refused:
            validate_password(password, person("zhangguilan"))

        assert fault in " ".join(refused.value.messages) or (fault == "普通" and refused.value.messages)

    def test_the_last_five_passwords_are_not_used_again(self, person: Callable[..., User]) -> None:
        user = person("zhang")
        for number in range(5):
            user.set_password(f"Changhu-2026-{number}")
            user.save()

        validate_password(PASSWORD, user)
        with pytest.raises(ValidationError, match="最近 5 次"):
            validate_password("Changhu-2026-0", user)

    def test_an_old_password_leads_to_its_change_and_nowhere_else(
        self, client: Client, person: Callable[..., User]
    ) -> None:
        user = person("zhang")
        User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now() - timedelta(days=90, seconds=1))
        sign_in(client, "zhang")

        response = client.get(WORK)
        assert response.headers["Location"] == CHANGE
        assert "90 天" in client.get(CHANGE).content.decode()
        new = "Qingshan-2026-ok"
        client.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})

        assert client.get(WORK).headers.get("Location") != CHANGE
        assert User.objects.get(pk=user.pk).check_password(new)

    def test_a_password_of_89_days_is_good(self, client: Client, person: Callable[..., User]) -> None:
        user = person("zhang")
        User.objects.filter(pk=user.pk).update(password_changed_at=timezone.now() - timedelta(days=89))
        sign_in(client, "zhang")

        assert client.get(WORK).headers.get("Location") != CHANGE


class TestSecondFactor:
    def test_every_deciding_post_is_sent_to_set_up_until_it_is_done(
        self, client: Client, person: Callable[..., User], agency: Organisation
    ) -> None:
        person("zhang", agency, "reviewer")
        sign_in(client, "zhang")

        assert client.get(WORK).headers["Location"] == SET_UP
        assert client.post(WORK, {}).headers["Location"] == SET_UP
        page = client.get(SET_UP)
        assert "第一步" in page.content.decode()
        client.post(SET_UP, {"code": code_of(page.context["form"].secret)})

        assert User.objects.get(username="zhang").second_factor
        assert client.get(WORK).headers.get("Location") != SET_UP
        assert "备用码" in client.get("/account/second-factor/codes/").content.decode()

    def test_a_wrong_code_sets_up_nothing(
        self, client: Client, person: Callable[..., User], agency: Organisation
    ) -> None:
        person("zhang", agency, "reviewer")
        sign_in(client, "zhang")
        client.get(SET_UP)

        response = client.post(SET_UP, {"code": "000000"})

        assert "动态口令不正确" in response.content.decode()
        assert not User.objects.get(username="zhang").second_factor

    def test_with_a_second_factor_the_password_alone_signs_nobody_in(
        self, client: Client, person: Callable[..., User]
    ) -> None:
        user = person("zhang")
        secret = generate_totp_secret()
        TOTP.activate(user, secret)

        assert sign_in(client, "zhang").headers["Location"] == "/account/second-factor/sign-in/"
        assert "_auth_user_id" not in client.session
        assert "输入动态口令" in client.get("/account/second-factor/sign-in/").content.decode()
        client.post("/account/second-factor/sign-in/", {"code": code_of(secret)})
        assert client.session["_auth_user_id"] == str(user.pk)

    def test_codes_cannot_be_guessed_without_end(self, client: Client, person: Callable[..., User]) -> None:
        user = person("zhang")
        secret = generate_totp_secret()
        TOTP.activate(user, secret)
        sign_in(client, "zhang")
        for _ in range(6):
            client.post("/account/second-factor/sign-in/", {"code": "000000"})

        client.post("/account/second-factor/sign-in/", {"code": code_of(secret)})

        assert "_auth_user_id" not in client.session

    def test_the_holder_of_a_deciding_post_cannot_remove_it(
        self, client: Client, person: Callable[..., User], agency: Organisation
    ) -> None:
        user = person("zhang", agency, "payer")
        TOTP.activate(user, generate_totp_secret())
        client.force_login(user)
        removing = "/account/second-factor/remove/"
        client.post("/account/reauthenticate/?next=" + removing, {"password": PASSWORD})

        response = client.post(removing)

        assert "不能停用" in response.content.decode()
        assert User.objects.get(pk=user.pk).second_factor

    def test_when_an_administrator_removes_it_the_duty_returns_at_once(
        self, client: Client, person: Callable[..., User], agency: Organisation
    ) -> None:
        user = person("zhang", agency, "payer")
        TOTP.activate(user, generate_totp_secret())
        client.force_login(user)
        assert client.get(WORK).headers.get("Location") != SET_UP

        user.authenticator_set.all().delete()

        assert client.get(WORK).headers["Location"] == SET_UP

    @pytest.mark.parametrize("post", sorted(set(KIND_OF_POST) - DECIDING_POSTS))
    def test_posts_that_do_not_decide_work_with_a_password(
        self, client: Client, person: Callable[..., User], agency: Organisation, area, post: str
    ) -> None:
        place = Organisation.objects.create(code="Z", name="某机构", kind=KIND_OF_POST[post], area=area)
        client.force_login(person("zhang", place, post))

        assert client.get(WORK).headers.get("Location") != SET_UP

    def test_a_superuser_needs_one_too(self, client: Client, db: None) -> None:
        client.force_login(User.objects.create_superuser("root", password=PASSWORD))

        assert client.get("/admin/").headers["Location"] == SET_UP

    def test_the_demonstration_alone_may_leave_it_out(
        self, client: Client, person: Callable[..., User], agency: Organisation, settings: Settings
    ) -> None:
        settings.LTCI_REQUIRE_TOTP = False
        assert [error.id for error in checks.duties_are_demanded()] == ["accounts.E002"]
        settings.LTCI_DEMONSTRATION = True
        assert checks.duties_are_demanded() == []

        client.force_login(person("zhang", agency, "reviewer"))

        assert client.get(WORK).headers.get("Location") != SET_UP

    def test_no_variable_switches_it_off_in_production(self) -> None:
        environment = {
            **os.environ,
            "LTCI_REQUIRE_TOTP": "0",
            "LTCI_DEMONSTRATION": "1",
            "DJANGO_SETTINGS_MODULE": "ltci.settings.production",
            "LTCI_SECRET_KEY": "k" * 60,
            "LTCI_FIELD_KEYS": "k1:" + "11" * 16,
            "LTCI_INDEX_KEY": "22" * 32,
            "LTCI_ALLOWED_HOSTS": "desk.example",
            "LTCI_PUBLIC_URL": "https://desk.example",
            "DATABASE_URL": "postgres://ltci:x@127.0.0.1/ltci",
            "REDIS_URL": "redis://127.0.0.1:6379/0",
        }
        asked = "from django.conf import settings as s; print(s.LTCI_REQUIRE_TOTP, s.LTCI_DEMONSTRATION)"

        answer = subprocess.run(
            [sys.executable, "-c", asked],
            env=environment,
            cwd=django_settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=True,
        )

        assert answer.stdout.split() == ["True", "False"]


class TestSessions:
    def test_after_15_idle_minutes_the_system_signs_out_and_says_so(
        self, client: Client, person: Callable[..., User]
    ) -> None:
        person("zhang")
        with time_machine.travel(timezone.now(), tick=False) as clock:
            sign_in(client, "zhang")
            clock.shift(timedelta(minutes=15))
            assert client.get(CHANGE).status_code == 200
            clock.shift(timedelta(minutes=15, seconds=1))
            response = client.get(CHANGE)

            assert response.headers["Location"] == f"{LOGIN}?next={CHANGE}"
            assert "15 分钟没有操作" in said(response)
            assert "_auth_user_id" not in client.session
            assert "15 分钟没有操作" in client.get(response.headers["Location"]).content.decode()

    def test_a_form_sent_too_late_is_not_sent_again_after_the_sign_in(
        self, client: Client, person: Callable[..., User]
    ) -> None:
        person("zhang")
        with time_machine.travel(timezone.now(), tick=False) as clock:
            sign_in(client, "zhang")
            clock.shift(timedelta(minutes=16))

            assert client.post(CHANGE, {}).headers["Location"] == f"{LOGIN}?next=/"

    def test_a_fragment_asked_for_too_late_moves_the_whole_page(
        self, client: Client, person: Callable[..., User]
    ) -> None:
        person("zhang")
        with time_machine.travel(timezone.now(), tick=False) as clock:
            sign_in(client, "zhang")
            clock.shift(timedelta(minutes=16))

            assert client.get(CHANGE, headers={"HX-Request": "true"}).headers["HX-Redirect"] == LOGIN

    @pytest.mark.parametrize("one_each", [True, False])
    def test_a_second_sign_in_ends_the_first_where_the_agency_wants_it(
        self, client: Client, person: Callable[..., User], settings: Settings, one_each: bool
    ) -> None:
        settings.LTCI_ONE_SESSION_PER_USER = one_each
        person("zhang")
        second = Client()
        sign_in(client, "zhang")
        sign_in(second, "zhang")

        assert second.get(CHANGE).status_code == 200
        assert (client.get(CHANGE).status_code == 302) is one_each
