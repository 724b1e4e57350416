import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings

from accounts.access import rule_of
from accounts.actors import PUBLIC
from accounts.posts import Post
from ltci.desk import DESK_PAGES, PUBLIC_PAGES, address, frame, navigation
from ltci.views.components import components
from ltci.views.display import display
from tests.ui.urls import CLERK

HERE = override_settings(ROOT_URLCONF="tests.ui.urls")


def request_for(path: str = "/", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.COOKIES.update(cookies)
    request.actor = CLERK  # type: ignore[attr-defined]
    return request


def test_the_frame_shows_agency_and_posts_of_the_reader() -> None:
    shown = frame(request_for())

    assert shown["agency_name"] == "沙依巴克区医疗保障经办中心"
    assert shown["posts"] == ["受理岗"]


def test_somebody_unknown_sees_no_desk_navigation() -> None:
    request = request_for()
    request.actor = PUBLIC  # type: ignore[attr-defined]

    shown = frame(request)

    assert shown["nav"] == []
    assert shown["agency_name"] == ""


@pytest.mark.parametrize("name", [name for _, name in (*DESK_PAGES, *PUBLIC_PAGES)])
def test_every_page_of_the_navigation_exists(name: str) -> None:
    assert address(name)


def test_the_page_nearest_above_the_shown_one_is_current() -> None:
    def current(path: str) -> list[str]:
        return [item.label for item in navigation(DESK_PAGES, path, CLERK) if item.current]

    assert current("/") == ["工作台"]
    assert current(address("enrolment:people") + "new/") == ["人员"]
    assert current("/somewhere/else/") == []


def test_a_page_that_does_not_exist_is_left_out() -> None:
    assert navigation((("没有", "no_such_page"),), "/", CLERK) == []


def test_a_page_that_the_reader_may_not_open_is_left_out() -> None:
    labels = [item.label for item in navigation((*DESK_PAGES, *PUBLIC_PAGES), "/", PUBLIC)]

    assert "公示" in labels
    assert "人员" not in labels
    assert "政策" not in labels


@pytest.mark.requirement("I4")
@HERE
def test_the_elder_display_is_chosen_by_a_form_and_kept_in_a_cookie(client: Client) -> None:
    answer = client.post("/display/", {"elder": "1", "next": "/sample/public/"})

    assert answer.status_code == 302
    assert answer["Location"] == "/sample/public/"
    assert '<html lang="zh-Hans" class="elder">' in client.get("/sample/public/").content.decode()
    client.post("/display/", {"elder": "0"})
    assert '<html lang="zh-Hans">' in client.get("/sample/public/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
@HERE
def test_the_switch_leads_to_no_page_of_somebody_else(client: Client, elsewhere: str) -> None:
    assert client.post("/display/", {"elder": "1", "next": elsewhere})["Location"] == "/"


@HERE
def test_the_switch_changes_nothing_when_merely_opened(client: Client) -> None:
    answer = client.get("/display/")

    assert answer.status_code == 405
    assert not answer.cookies


@HERE
def test_the_switch_asks_for_the_token_of_its_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/display/", {"elder": "1"})

    assert answer.status_code == 403
    assert "页面已过期，请重新提交" in answer.content.decode()


def test_the_gallery_is_for_supervisors_and_the_switch_for_everybody() -> None:
    gallery_rule, switch_rule = rule_of(components), rule_of(display)

    assert gallery_rule is not None
    assert gallery_rule.posts == (Post.SUPERVISOR,)
    assert switch_rule is not None
    assert switch_rule.public


@HERE
def test_a_page_keeps_its_own_scripts_and_styles(client: Client) -> None:
    policy = client.get("/sample/desk/")["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["403", "404", "500", "503", "403_csrf"])
def test_an_error_page_needs_neither_request_nor_database(name: str) -> None:
    page = render_to_string(f"{name}.html")

    assert "<h1>" in page
    assert "回到首页" in page
