"""A body and a provider from the call for applications to the signed agreement, with a failed first review. D1–D5."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from documents.models import Letter
from providers.models import Call, Designation
from tests.e2e.driver import PHONE, SCREEN, Desk, examine, press
from tests.providers.scene import PANEL, DesignationScene
from tests.scene import at
from workflow import calendar

pytestmark = [pytest.mark.e2e, *(pytest.mark.requirement(name) for name in ("D1", "D2", "D3", "D4", "D5"))]
SHOTS = os.environ.get("LTCI_SHOTS", "")
RECTIFIED = "完成整改，申请再次审核"
APPLICATION = {
    "operating_since": "2020-01-01", "legal_representative": "赵建设", "legal_id_number": "110111194005120027",
    "contact_phone": "0951-0000001", "scope": "兴庆区、金凤区",
}  # fmt: skip


def look(page: Page, name: str) -> Page:
    """No barrier at both widths; a picture for whoever wants to look, where a folder is named."""
    before = page.viewport_size or SCREEN
    for size in (SCREEN, PHONE):
        page.set_viewport_size(size)
        examine(page)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"{name}-{size['width']}.png"), full_page=True)
    page.set_viewport_size(before)
    return page


class DesignationDesk(Desk):
    """The organisation, the agency's officer and the panel, each at a browser of one's own."""

    scene: DesignationScene

    @property
    def case(self) -> Designation:
        return Designation.objects.exclude(state="draft").get(organisation=self.scene.organisation)

    @property
    def case_page(self) -> str:
        return f"/matters/{self.case.matter}/"

    def people_of_the_panel(self) -> None:
        """Those who may sit on a panel have an account with the agency."""
        for number in range(1, PANEL + 1):
            user = self.scene.user(f"member_{number}")
            user.organisation = self.scene.agency
            user.save()

    def form(self, name: str, label: str, shot: str = "", **options: Any) -> Page:
        page = self.act_page(name, label, **options)
        return look(page, f"{self.scene.kind}-{shot}") if shot else page


@pytest.fixture
def desk(
    clock: time_machine.Traveller, transactional_db: None, live_server: Any, browser: Browser
) -> Iterator[Callable[[str], DesignationDesk]]:
    calendar.seed(at("2026-03-02"))
    opened: list[DesignationDesk] = []

    def open_desk(kind: str) -> DesignationDesk:
        opened.append(DesignationDesk(browser, live_server.url, DesignationScene(kind, "NX"), clock))
        opened[-1].people_of_the_panel()
        return opened[-1]

    yield open_desk
    for one in opened:
        one.close()


@pytest.mark.parametrize("kind", ["body", "provider"])
def test_from_the_call_to_the_signed_agreement_through_a_failed_review(
    desk: Callable[[str], DesignationDesk], kind: str
) -> None:
    here = desk(kind)
    _called_for(here)
    _applied_for(here)
    _accepted(here)
    _reviewed(here, passed=False)
    _put_right(here)
    _reviewed(here, passed=True)
    _published_and_signed(here)
    assert here.complaints == []


def _called_for(here: DesignationDesk) -> None:
    look(here.open("public", "/calls/"), f"{here.scene.kind}-no-calls")
    page = here.open("agreement_officer", "/calls/new/")
    page.check(f"[name=kind][value={here.scene.kind}]")
    for field, value in {
        "title": "2026 年定点机构招募公告", "conditions": "依法登记，正式运营；\n有符合要求的人员和场所。",
        "scope": "全市", "procedure": "初步审核、书面查验、现场核查、集体评议、公示。", "closes_on": "2026-03-03",
    }.items():  # fmt: skip
        page.locator(f"[name={field}]").fill(value)
    page.get_by_role("button", name="发布").click()
    expect(page.locator("[name=closes_on]")).to_have_attribute("aria-invalid", "true")
    look(page, f"{here.scene.kind}-call-too-short")
    page.locator("[name=closes_on]").fill("2026-03-09")
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_role("status").first).to_contain_text("已发布")
    look(here.open("public", "/calls/"), f"{here.scene.kind}-calls")
    look(here.open("public", f"/calls/{Call.objects.get().pk}/"), f"{here.scene.kind}-call")


def _applied_for(here: DesignationDesk) -> None:
    look(here.open("manager", "/designations/"), f"{here.scene.kind}-none-yet")
    page = here.open("manager", "/designations/new/")
    for field, value in APPLICATION.items():
        page.locator(f"[name={field}]").fill(value)
    if here.scene.kind == "provider":
        page.check("[name=modes][value=home]")
        page.locator("[name=capacity]").fill("40")
    for box in page.locator("[name=materials]").all():
        box.check()
    look(page, f"{here.scene.kind}-apply")
    page.get_by_role("button", name="提交申请", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已提交")
    look(page, f"{here.scene.kind}-submitted")
    again = here.open("manager", "/designations/new/")
    expect(again.get_by_role("button", name="提交申请", exact=True)).to_have_count(0)
    look(again, f"{here.scene.kind}-second-application")


def _accepted(here: DesignationDesk) -> None:
    look(here.open("agreement_officer", "/"), f"{here.scene.kind}-desk")
    press(here.form("agreement_officer", "受理", "accept"), "受理")
    assert here.case.state == "accepted"


def _reviewed(here: DesignationDesk, passed: bool) -> None:
    scene, turn = here.scene, "second" if passed else "first"
    scene.case = here.case
    page = here.form("agreement_officer", "成立审核小组")
    for seat, (user, fields) in enumerate(scene.members().items(), 1):
        page.locator(f"[name=member_{seat}]").select_option(str(user))
        for box in page.locator(f"[name=fields_{seat}]").all():
            box.set_checked(box.get_attribute("value") in fields)
    look(page, f"{scene.kind}-{turn}-panel")
    press(page, "成立审核小组")
    page = here.form("member_1", "登记审核")
    page.locator("[name=findings]").fill("材料真实、完整。")
    press(page, "登记审核")
    page = here.form("member_2", "登记审核", viewport=PHONE)
    for item in page.locator("[name^=item_][value=yes]").all():
        item.check()
    if not passed:
        page.check("[name=item_1][value=no]")
        page.locator("[name=note_1]").fill("持证人员不足")
    page.locator("[name=findings]").fill("场地设备齐全。")
    page.check("[name=photos]")
    look(page, f"{scene.kind}-{turn}-site")
    press(page, "登记审核")
    expect(page.get_by_role("main")).not_to_contain_text("未核查")
    for number in range(1, PANEL + 1):
        page = here.form(f"member_{number}", "登记审核", f"{turn}-vote" if number == 1 else "")
        page.check(f"[name=passed][value={'yes' if passed else 'no'}]")
        page.locator("[name=reason]").fill("" if passed else "持证人员不足")
        press(page, "登记审核")
    page = here.form("agreement_officer", "确定审核结果")
    if not passed:
        page.locator("[name=reasons]").fill("持证人员不足")
        page.locator("[name=advice]").fill("增加持证人员两名后申请再次审核")
    look(page, f"{scene.kind}-{turn}-decide")
    press(page, "确定审核结果")
    assert here.case.state == ("passed" if passed else "failed")
    assert Letter.objects.filter(kind="designation_result").count() == (2 if passed else 1)


def _put_right(here: DesignationDesk) -> None:
    here.moved_to(at("2026-03-23"))
    page = look(here.open("manager", here.case_page), f"{here.scene.kind}-failed")
    main = page.get_by_role("main")
    expect(main).to_contain_text("增加持证人员两名后申请再次审核")
    expect(main.get_by_text("定点申请审核结果告知书").first).to_be_visible()
    page = here.form("manager", RECTIFIED)
    page.locator("[name=rectification]").fill("已增加持证人员两名，证书已上传。")
    look(page, f"{here.scene.kind}-rectify")
    press(page, RECTIFIED)
    assert here.case.state == "rectifying"


def _published_and_signed(here: DesignationDesk) -> None:
    press(here.form("agreement_officer", "公示", "publish"), "公示")
    look(here.open("public", "/designations/on-notice/"), f"{here.scene.kind}-on-notice")
    closes = here.case.notice_closes_on
    assert closes is not None
    here.midnight_after(closes)
    here.moved_to(at(str(closes + timedelta(days=1))))
    assert here.case.state == "negotiating"
    if here.scene.kind == "provider":
        page = look(here.open("agreement_officer", here.case_page), "provider-without-staff")
        expect(page.get_by_role("main")).to_contain_text("人员配备不符合要求")
        here.scene.staffed()
    press(here.form("agreement_officer", "签订协议", "sign"), "签订协议")
    agreement = here.scene.agreement
    assert here.case.state == "agreed" and agreement.state == "active" and agreement.signed_by_name == "赵建设"
    look(here.open("manager", here.case_page), f"{here.scene.kind}-agreed")
    expect(here.open("public", f"/designated/?kind={here.scene.kind}").get_by_role("main")).to_contain_text(
        here.scene.organisation.name
    )
    look(here.at_browser("public"), f"{here.scene.kind}-designated")
    look(here.open("agreement_officer", "/agreements/"), f"{here.scene.kind}-agreements")
    look(here.open("agreement_officer", "/filings/"), f"{here.scene.kind}-filings")
