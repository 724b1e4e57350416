"""Impatient hands and old pages: one act, one clear message."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.driver import Desk, examine, fill_application, press
from workflow.models import JournalEntry

pytestmark = pytest.mark.e2e


def done(desk: Desk, act: str) -> int:
    return JournalEntry.objects.filter(act=act, matter=desk.application.matter).count()


@pytest.mark.requirement("A2")
def test_a_double_click_without_scripts_makes_one_application(desk: Callable[..., Desk]) -> None:
    matter = desk("XJ")
    page = matter.at_browser("intake_clerk", java_script_enabled=False)
    page.goto(f"{matter.address}/people/{matter.scene.stage.person.pk}/apply/")
    expect(page.locator("#findings")).to_contain_text("还缺")
    fill_application(page, matter.scene.draft(applicant_kind="guardian"))

    page.get_by_role("button", name="核对").click()
    expect(page.locator("#findings")).to_contain_text("材料齐全")
    page.get_by_role("button", name="提交申请").dblclick()

    # The second click breaks off the navigation of the first, so the address is looked at until it is there.
    expect(page).to_have_url(re.compile("/matters/"))
    assert done(matter, "applications.submit") == 1


@pytest.mark.requirement("A5")
def test_an_old_page_is_told_what_happened_meanwhile(desk: Callable[..., Desk]) -> None:
    matter = desk("HLJ")
    matter.scene.accepted()
    late = matter.act_page("reviewer", "审核通过")
    matter.act("reviewer_2", "调查走访", reason="病历与自述不一致。")

    press(late, "审核通过", done=False)

    summary = late.get_by_role("alert")
    expect(summary).to_contain_text("您打开页面之后，这个案件reviewer_2 已于")
    expect(summary).to_be_focused()
    assert matter.application.state == "enquiring"
    assert done(matter, "applications.approve") == 0


def test_an_act_that_is_closed_says_why_and_offers_no_button(desk: Callable[..., Desk]) -> None:
    matter = desk("URU")
    matter.scene.submitted(materials=["application_form"])

    page = matter.open("intake_clerk", f"/applications/{matter.application.pk}/accept/")

    expect(page.get_by_role("alert")).to_contain_text("申请材料不全，缺少")
    assert page.get_by_role("button", name="受理", exact=True).count() == 0
    page = matter.open("intake_clerk", matter.case_page)
    expect(page.get_by_role("main")).to_contain_text("暂不能办")


@pytest.mark.requirement("A7")
def test_a_visit_that_lacks_something_keeps_what_was_entered(desk: Callable[..., Desk]) -> None:
    matter = desk("NX")
    matter.scene.assigned()
    page = matter.act_page("assessor_1", "登记现场评估")
    page.check("input[name=adl_1][value='5']")

    press(page, "提交现场评估", done=False)

    expect(page.get_by_role("alert")).to_contain_text("处需要改正")
    assert page.is_checked("input[name=adl_1][value='5']")
    page.get_by_role("alert").get_by_role("link").nth(1).click()
    assert page.evaluate("document.activeElement.type") == "radio"
    assert matter.assessment.state == "assigned"
    assert matter.complaints == []


@pytest.mark.requirement("A9")
def test_an_expert_sees_nobody_elses_opinion_before_giving_one(desk: Callable[..., Desk]) -> None:
    matter = desk("XJ")
    matter.scene.proposed()
    matter.scene.act("assessment.confirm", "expert_1")

    blind = matter.open("expert_2", matter.case_page)
    assert "expert_1同意" not in blind.inner_text("main")
    assert blind.locator("#story").get_by_text("专家确认").count() == 0

    matter.act("expert_2", "专家确认")
    assert matter.assessment.state == "confirmed"
    page = matter.open("expert_2", matter.case_page)
    expect(page.get_by_role("main")).to_contain_text("expert_1同意；expert_2同意")


@pytest.mark.requirement("I4")
@pytest.mark.parametrize("address", ["/account/login/", "/notices/", "/forms/", "/verify/"])
def test_a_public_page_has_no_barrier_in_elder_mode(desk: Callable[..., Desk], browser: Browser, address: str) -> None:
    matter = desk("TJ")
    matter.scene.on_notice()
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "elder", "value": "1", "url": matter.address}])
    page = context.new_page()

    page.goto(matter.address + address)

    assert page.locator("html.elder").count() == 1
    examine(page)
    context.close()
