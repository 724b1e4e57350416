"""People at their browsers: sign in, open, fill, press; every kind of page is looked at once for barriers."""

import re
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakSet

import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from applications import queries
from applications.models import Application
from assessment import queries as assessment_queries
from assessment.models import Assessment
from tests.scene import EVIDENCE, SEVERE, Scene, at
from workflow.tasks import sweep

PASSWORD = "Haidian-2026-yes"
PHONE = {"width": 390, "height": 844}
SCREEN = {"width": 1280, "height": 900}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
# Kinds of pages that have been examined, over all tests of the run.
_examined: set[str] = set()
# Where no script runs axe would wait for ever; the same pages are examined at browsers with scripts.
_without_scripts: "WeakSet[BrowserContext]" = WeakSet()


class Desk:
    """One matter and the people who work on it."""

    def __init__(self, browser: Browser, address: str, scene: Scene, clock: time_machine.Traveller) -> None:
        self.browser, self.address, self.scene, self.clock = browser, address, scene, clock
        self.contexts: dict[str, BrowserContext] = {}
        self.complaints: list[str] = []

    def close(self) -> None:
        for context in self.contexts.values():
            context.close()

    @property
    def application(self) -> Application:
        return Application.objects.get(person=self.scene.stage.person)

    @property
    def assessment(self) -> Assessment:
        found = assessment_queries.current(self.application.matter)
        assert found is not None
        return found

    @property
    def case_page(self) -> str:
        return f"/matters/{self.application.matter}/"

    def at_browser(self, name: str, **options: Any) -> Page:
        """The page of a person of the cast, who signs in by the form the first time."""
        if name not in self.contexts:
            context = self.browser.new_context(locale="zh-CN", **{"viewport": SCREEN, **options})
            self.contexts[name] = context
            if not options.get("java_script_enabled", True):
                _without_scripts.add(context)
            context.set_default_timeout(15_000)
            page = context.new_page()
            page.on("console", self._hear)
            page.on("pageerror", lambda error: self.complaints.append(str(error)))
            if name != "public":
                self._sign_in(page, name)
        return self.contexts[name].pages[0]

    def _hear(self, message: Any) -> None:
        # Refusals are answered with 409 or 422, which the browser reports as a failed load.
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(message.text)

    def _sign_in(self, page: Page, name: str) -> None:
        user = self.scene.user(name)
        user.set_password(PASSWORD)
        user.password_changed_at = timezone.now()
        user.save()
        page.goto(f"{self.address}/account/login/")
        examine(page)
        page.get_by_label("用户名").fill(user.username)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("button", name="退出")).to_be_visible()
        examine(page)

    def open(self, name: str, path: str, **options: Any) -> Page:
        page = self.at_browser(name, **options)
        page.goto(self.address + path)
        return examine(page)

    def act_page(self, name: str, label: str, **options: Any) -> Page:
        """Open the case and follow the link of an act."""
        page = self.open(name, self.case_page, **options)
        page.get_by_role("main").get_by_role("link", name=label, exact=True).click()
        return examine(page)

    def act(self, name: str, label: str, button: str = "", **fields: Any) -> Page:
        """Open the case, follow the link of an act, fill in its form, press, and read that it is done."""
        page = self.act_page(name, label)
        for field, value in fields.items():
            page.locator(f"[name={field}]").fill(value)
        return press(page, button or label)

    def later(self, days: int = 1) -> None:
        self.moved_to(timezone.now() + timedelta(days=days))

    def moved_to(self, moment: datetime) -> None:
        self.clock.move_to(moment)
        self.scene.now = moment

    def midnight_after(self, day: Any) -> None:
        """The clock passes the end of a day, and the sweep comes round."""
        self.moved_to(at(str(day + timedelta(days=1)), 0, 30))
        sweep(timezone.now())


def press(page: Page, button: str, done: bool = True) -> Page:
    page.get_by_role("button", name=button, exact=True).click()
    if done:
        expect(page.get_by_role("status").first).to_contain_text("已")
        page.wait_for_url("**/matters/**")
    return examine(page)


def examine(page: Page) -> Page:
    """No barrier by axe; each kind of page once, by its address without numbers, its heading and its width."""
    if page.context in _without_scripts:
        return page
    kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "", page.url.split("://", 1)[1].split("/", 1)[1].split("?")[0])
    state = page.locator(".pill").first
    width = page.viewport_size["width"] if page.viewport_size else 0
    elder = page.locator("html.elder").count()
    key = f"{kind} {state.inner_text() if '/matters' in page.url and state.count() else ''} {width} {elder}"
    if key not in _examined:
        _examined.add(key)
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(row["id"], [node["html"] for node in row["nodes"]]) for row in found] == [], key
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, key
    return page


def fill_application(page: Page, case: Any) -> None:
    """A guardian applies; everything that the region asks is there."""
    page.get_by_label("申请人", exact=True).or_(page.locator("#id_applicant_kind")).first.select_option("guardian")
    page.locator("#id_applicant_name").fill("李小红")
    page.locator("#id_applicant_relation").select_option("child")
    page.locator("#id_disabled_since").fill("2024-02-01")
    page.locator("#id_treated_since").fill("2024-02-01")
    page.locator("#id_cause").fill("脑梗死后遗症，长期卧床。")
    for code in queries.required(case):
        page.check(f"input[name=materials][value={code}]")
    for item in ("eating", "dressing", "continence", "toileting", "bathing", "transfer"):
        page.check(f"input[name=self_{item}][value=dependent]")


def fill_visit(page: Page, people: list[int]) -> None:
    """A lawful visit of a person who is severely disabled."""
    for user_id in people:
        page.check(f"input[name=assessors][value='{user_id}']")
    page.check("#id_guardian")
    page.locator("#id_guardian_name").fill("李小红")
    for key, scores in SEVERE.items():
        for number, score in enumerate(scores, 1):
            page.check(f"input[name={key}_{number}][value='{score}']")
    for box in ("identity_checked", "substantive", "signed"):
        page.check(f"#id_{box}")
    for code in EVIDENCE:
        page.check(f"input[name=evidence][value={code}]")


def press_together(*pages: Page, button: str) -> None:
    """Press the same button on several pages within the same tenth of a second, and wait for all of them."""
    script = """name => setTimeout(() => [...document.querySelectorAll("main button[type=submit]")]
        .find(button => button.textContent.trim() === name).click(), 300)"""
    for page in pages:
        page.evaluate(script, button)
    for page in pages:
        page.wait_for_url("**/matters/**")
