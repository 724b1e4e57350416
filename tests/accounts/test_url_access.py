"""Every address has a rule; the stranger and each post not named are turned away, reading and writing."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, path

from accounts import access
from accounts.actors import PUBLIC, Actor, Seat
from accounts.middleware import AccessMiddleware
from accounts.models import Appointment, Organisation, User
from accounts.posts import KIND_OF_POST, Post

SAMPLES = {
    "int": 1,
    "uuid": uuid.UUID(int=7),
    "str": "x",
    "slug": "x",
    "path": "x",
    "date": date(2026, 3, 2),
}


def addresses(patterns: list[Any], above: str = "", space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern with its full name, administration left out (its site is the gate, see below)."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = ":".join(filter(None, (space, pattern.namespace)))
            if name != "admin":
                yield from addresses(pattern.url_patterns, above + str(pattern.pattern), name)
        else:
            yield ":".join(filter(None, (space, pattern.name))), pattern


ALL = list(addresses(get_resolver().url_patterns))


def rule_for(name: str, pattern: URLPattern) -> access.Rule | None:
    return access.rule_of(pattern.callback) or access.THIRD_PARTY.get(name)


def call(pattern: URLPattern, actor: Actor, method: str) -> HttpResponse:
    """The view's answer to an actor, asked past routing: what it does before it looks at any object."""
    request = getattr(RequestFactory(), method)("/asked/")
    request.actor = actor
    return pattern.callback(request, **sample_arguments(pattern))


def sample_arguments(pattern: URLPattern) -> dict[str, Any]:
    found = {}
    for argument, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        found[argument] = SAMPLES.get(kind, "x")
    return found


def test_every_address_has_one_rule() -> None:
    without = [name or str(pattern.pattern) for name, pattern in ALL if rule_for(name, pattern) is None]
    twice = [name for name, pattern in ALL if access.rule_of(pattern.callback) and name in access.THIRD_PARTY]

    assert without == []
    assert twice == []


def test_the_table_names_no_address_that_does_not_exist() -> None:
    assert set(access.THIRD_PARTY) <= {name for name, _ in ALL}


OURS = [(name, pattern) for name, pattern in ALL if access.rule_of(pattern.callback)]


@pytest.mark.django_db
@pytest.mark.requirement("G3")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "pattern"), OURS, ids=[name for name, _ in OURS])
def test_a_stranger_and_each_post_not_named_are_turned_away(name: str, pattern: URLPattern, method: str) -> None:
    rule = access.rule_of(pattern.callback)
    if rule.public:
        assert rule.allows(PUBLIC)
        return

    if rule.api:
        # The interface knows its callers by token, too, and answers strangers in its own words.
        assert Client().generic(method.upper(), reverse_of(name, pattern)).status_code in (401, 405)
        return
    assert call(pattern, PUBLIC, method).status_code == 302
    if not rule.posts or Post.APPLICANT in rule.posts:
        assert rule.allows(Actor(1, "某人"))
        return
    for post in set(KIND_OF_POST) - set(rule.posts):
        seat = Seat(post, 1, "某机构", "650100", KIND_OF_POST[post])
        answer = call(pattern, Actor(1, "某人", (seat,)), method)
        assert answer.status_code == 403, (name, post)
        assert str(rule.posts[0].label) in answer.content.decode()


def reverse_of(name: str, pattern: URLPattern) -> str:
    from django.urls import reverse

    return reverse(name, kwargs=sample_arguments(pattern))


def third_party(public: bool) -> list[str]:
    return [name for name, rule in access.THIRD_PARTY.items() if rule.public is public]


@pytest.mark.django_db
@pytest.mark.parametrize("name", third_party(public=False))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_from_foreign_pages_to_the_sign_in(client: Client, name: str, method: str) -> None:
    from django.urls import reverse

    response = getattr(client, method)(reverse(name))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


@pytest.mark.django_db
@pytest.mark.parametrize("post", sorted(KIND_OF_POST))
def test_administration_is_for_one_post(
    client: Client, person: Callable[..., User], area: Any, settings: Any, post: str
) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    place = Organisation.objects.create(code="Z", name="某机构", kind=KIND_OF_POST[post], area=area)
    client.force_login(person("zhang", place, post))

    for address in ("/admin/", "/admin/accounts/user/", "/admin/accounts/appointment/add/"):
        entered = client.get(address, follow=True)
        assert (entered.status_code == 200) is (post == Post.USER_ADMIN), address
        sent = client.post(address, {}, follow=True)
        assert (sent.status_code == 200) is (post == Post.USER_ADMIN), address


@pytest.mark.django_db
def test_a_stranger_is_sent_from_administration_to_the_one_sign_in(client: Client) -> None:
    last = client.get("/admin/accounts/user/", follow=True).redirect_chain[-1][0]

    assert last.startswith("/account/login/")


def test_a_view_without_a_rule_is_closed() -> None:
    request = RequestFactory().get("/forgotten/")
    request.resolver_match = get_resolver_match(lambda request: HttpResponse("secret"))
    request.actor = Actor(1, "某人")

    with pytest.raises(PermissionDenied):
        AccessMiddleware(lambda request: HttpResponse()).process_view(request, request.resolver_match.func, (), {})


def get_resolver_match(view: Callable[[HttpRequest], HttpResponse]) -> Any:
    return path("forgotten/", view, name="forgotten").resolve("forgotten/")


def test_a_view_carries_one_rule() -> None:
    with pytest.raises(TypeError, match="already"):
        access.public(access.signed_in(lambda request: HttpResponse()))
    for posts in ((), (Post.PUBLIC,)):
        with pytest.raises(TypeError, match="posts"):
            access.access(*posts)


@pytest.mark.django_db
def test_the_refusal_says_which_posts_may(client: Client, person: Callable[..., User], agency: Organisation) -> None:
    user = person("li", agency, "archivist")
    request = RequestFactory().get("/asked/")
    request.user, request.actor = user, Actor.of(user, date(2026, 3, 2))

    page = access.access(Post.REVIEWER, Post.SUPERVISOR)(lambda request: HttpResponse())(request).content.decode()

    assert "审核岗、负责人" in page
    assert "您现在的岗位：档案岗" in page
    assert Appointment.objects.filter(user=user).exists()
