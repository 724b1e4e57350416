"""The person concerned: applies online, follows the matter, brings what is missing, takes it back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.e2e.driver import Desk, examine, fill_application, press

pytestmark = pytest.mark.e2e


@pytest.mark.requirement("A2")
def test_a_guardian_applies_online_and_brings_what_is_missing(desk: Callable[..., Desk]) -> None:
    matter = desk("XJ")
    page = matter.open("applicant", "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的申请")
    page.get_by_role("link", name="为张桂兰申请评估").click()
    examine(page)
    fill_application(page, matter.scene.draft(applicant_kind="guardian"))
    page.uncheck("input[name=materials][value=undertaking]")
    press(page, "提交申请")
    assert (matter.application.channel, matter.application.state) == ("online", "submitted")

    matter.act("intake_clerk", "告知补正")

    page = matter.open("applicant", "/my/")
    expect(page.get_by_role("main")).to_contain_text("材料不全，请您补齐")
    page.get_by_role("link", name="查看进度和文书").click()
    examine(page)
    page.get_by_role("link", name="补正材料").click()
    page.check("input[name=materials][value=undertaking]")
    press(page, "补正材料")
    assert matter.application.state == "submitted"
    assert matter.complaints == []


def test_the_person_takes_the_application_back(desk: Callable[..., Desk]) -> None:
    matter = desk("TJ")
    matter.scene.submitted()
    page = matter.open("applicant", matter.case_page)
    page.get_by_text("其他办理").click()
    page.get_by_role("link", name="撤回申请").click()
    examine(page)

    press(page, "撤回申请")

    expect(page.get_by_role("main")).to_contain_text("已经撤回")
    assert matter.application.state == "withdrawn"


@pytest.mark.requirement("A2")
def test_the_filled_application_form_is_made_once(desk: Callable[..., Desk]) -> None:
    matter = desk("HLJ")
    matter.scene.submitted()
    page = matter.open("intake_clerk", matter.case_page)

    page.get_by_role("button", name="制作申请表（PDF）").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("长期护理失能等级评估申请表")
    examine(page)
    file = page.request.get(matter.address + str(page.get_by_role("link", name="打开文书").get_attribute("href")))

    assert file.body().startswith(b"%PDF")
    page = matter.open("intake_clerk", matter.case_page)
    assert page.get_by_role("button", name="制作申请表（PDF）").count() == 0
    expect(page.locator("#story")).to_contain_text("制作申请表")
