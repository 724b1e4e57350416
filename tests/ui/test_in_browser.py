"""The components in Chromium: accessibility, width, keyboard, live scores."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
DISPLAYS = [(width, elder) for width in (1280, 390) for elder in (False, True)]
WIDTH_BEYOND_SCREEN = "document.documentElement.scrollWidth - window.innerWidth"
LOW_TARGETS = """least => [...document.querySelectorAll("a, button, summary, select, .choice, input")]
    .filter(e => e.offsetParent && getComputedStyle(e).display !== "inline" && !e.closest(".choice input"))
    .filter(e => !["radio", "checkbox"].includes(e.type))
    .filter(e => e.getBoundingClientRect().height < least).map(e => e.outerHTML.slice(0, 80))"""


def opened(page: Page, address: str, width: int, elder: bool) -> Page:
    page.set_viewport_size({"width": width, "height": 900})
    if elder:
        page.context.add_cookies([{"name": "elder", "value": "1", "url": address}])
    page.goto(address)
    return page


def violations(page: Page) -> list[tuple[Any, Any]]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [(row["id"], [node["html"] for node in row["nodes"]]) for row in found]


@pytest.mark.requirement("I4")
@pytest.mark.parametrize(("width", "elder"), DISPLAYS)
@pytest.mark.parametrize("address", ["/sample/desk/", "/sample/public/"])
def test_a_page_has_no_barrier_and_needs_no_sideways_scrolling(
    page: Page, pages: str, address: str, width: int, elder: bool
) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    opened(page, pages + address, width, elder)

    assert violations(page) == []
    assert page.evaluate(WIDTH_BEYOND_SCREEN) <= 0
    assert page.evaluate(LOW_TARGETS, 48 if elder else 24) == []
    assert complaints == []


def test_the_menu_opens_on_a_phone_without_scripts(browser: Any, pages: str) -> None:
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900}).new_page()
    page.goto(pages + "/sample/desk/")
    link = page.get_by_role("navigation", name="菜单").get_by_role("link", name="人员")
    assert not link.is_visible()

    page.get_by_text("菜单", exact=True).click()

    assert link.is_visible()
    page.context.close()


def test_the_first_key_press_offers_to_skip_to_the_content(page: Page, pages: str) -> None:
    page.goto(pages + "/sample/public/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_the_error_summary_has_the_focus_and_leads_to_its_field(page: Page, pages: str) -> None:
    page.goto(pages + "/sample/desk/")
    assert page.evaluate("document.activeElement.id") == "error-summary"

    page.get_by_role("link", name="出生日期：").click()

    assert page.evaluate("document.activeElement.id") == "id_born"


def choose(page: Page, prefix: str, points: list[int]) -> None:
    for number, score in enumerate(points, 1):
        page.check(f"input[name={prefix}_{number}][value='{score}']")


def test_totals_grades_and_level_follow_the_answers(page: Page, pages: str) -> None:
    page.goto(pages + "/sample/desk/")
    adl, level = page.locator("[data-total=adl]"), page.locator("[data-level]").first
    assert "还差 10 项" in adl.inner_text()
    assert level.inner_text() == "未评完"

    choose(page, "adl", [0, 0, 0, 5, 5, 0, 0, 0, 0, 0])
    assert "10 / 100 分" in adl.inner_text().replace("\n", " ")
    assert "重度受损" in adl.inner_text()
    assert level.inner_text() == "未评完"

    choose(page, "cognition", [0, 0, 1, 0])
    choose(page, "perception", [0, 1, 0])
    assert level.inner_text() == "重度失能Ⅲ级"


def test_a_form_is_sent_once_however_often_it_is_pressed(page: Page, pages: str) -> None:
    sent: list[str] = []
    page.goto(pages + "/sample/desk/")
    # 204 leaves the browser on the page, as a slow answer would.
    page.route("**/sample/desk/**", lambda route: route.fulfill(status=204))
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    button = page.get_by_role("button", name="登记并提交")
    button.evaluate("button => { button.click(); button.click(); }")
    page.wait_for_function("document.querySelector('form[data-sent] button[type=submit]').disabled")

    assert len(sent) == 1
