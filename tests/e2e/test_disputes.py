"""Against a conclusion, and after it: a report under real name, the person's own request, the call-up before it ends.

Everybody at a browser of one's own; what came before the dispute is done by acts.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessment.models import Assessment
from documents.models import Letter
from tests.e2e.driver import Desk, examine, fill_visit, press
from tests.papers.making import jpeg
from tests.scene import REPORT, at

pytestmark = pytest.mark.e2e


@pytest.fixture(autouse=True)
def nobody_has_reported_yet() -> None:
    """How often one network has reported is counted in the cache."""
    cache.clear()


def report_in_public(desk: Desk) -> str:
    """From the list of notices to the receipt, signed in as nobody."""
    page = desk.open("public", f"/notices/?area={desk.application.area_code}")
    page.get_by_role("link", name="反映情况").click()
    examine(page)
    for name, value in REPORT.items():
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="提交", exact=True).click()
    said = page.get_by_role("status").first
    expect(said).to_contain_text("已收到您反映的情况")
    found = re.search(r"受理号 (\w+)", said.inner_text())
    assert found
    return found.group(1)


def outcome_of(desk: Desk, receipt: str) -> Page:
    page = desk.open("public", "/notices/reports/")
    page.locator("[name=receipt]").fill(receipt)
    page.locator("[name=tail]").fill(REPORT["id_number"][-4:])
    page.get_by_role("button", name="查询", exact=True).click()
    return examine(page)


def unmask_the_phone(desk: Desk, name: str) -> None:
    """The number whole, for a reason; the person's file says afterwards who looked."""
    person = desk.scene.stage.person
    page = desk.open(name, f"/people/{person.pk}/")
    page.locator("[name=field]").select_option("phone")
    page.locator("[name=reason]").fill("约定走访时间")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(person.phone)
    examine(page)
    page = desk.open(name, f"/people/{person.pk}/")
    page.get_by_text("最近").first.click()
    expect(page.get_by_role("main")).to_contain_text(f"{name} 查看完整信息：约定走访时间")


def add_a_photo(desk: Desk, name: str) -> None:
    page = desk.open(name, desk.case_page)
    page.get_by_role("link", name=re.compile("评估资料|份文件")).last.click()
    examine(page)
    page.locator("#small [name=code]").select_option("photos")
    page.locator("#small [name=file]").set_input_files(
        {"name": "卧床.jpg", "mimeType": "image/jpeg", "buffer": jpeg("blue")}
    )
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("文件已入卷")


def look_at_the_photo(desk: Desk, name: str, times: int = 1) -> None:
    """Each look is one line of the story on the case page, with the name of whoever looked."""
    page = desk.open(name, f"/papers/assessment.assessment/{desk.assessment.pk}/")
    address = str(page.get_by_role("link", name="卧床.jpg").get_attribute("href"))
    for _ in range(times):
        assert page.request.get(desk.address + address).headers["content-type"] == "image/jpeg"
    page = desk.open(name, desk.case_page)
    looks = page.locator("#story .story-entry", has_text="查看医疗资料").filter(has_text=name)
    assert looks.count() == times


def dispatch_to(desk: Desk, body: str) -> None:
    page = desk.act_page("dispatcher", "派单")
    page.check(f"input[name=body][value='{desk.scene.stage.bodies[body].pk}']")
    press(page, "派单")


def visit(desk: Desk, assessor: str, expert: str) -> None:
    page = desk.act_page(assessor, "登记现场评估")
    fill_visit(page, [desk.scene.user(name).pk for name in (assessor, expert)])
    press(page, "提交现场评估")


def judged(desk: Desk, *experts: str) -> None:
    """Proposed by the first, confirmed by the other two; their pages are driven in the matters' own tests."""
    desk.scene.now, desk.scene.assessment = timezone.now(), desk.assessment
    desk.scene.refresh()
    desk.scene.act("assessment.propose", experts[0], care_advice="建议每周上门护理三次。")
    for name in experts[1:]:
        desk.scene.act("assessment.confirm", name)


def sees_that_it_was_superseded(desk: Desk, name: str, first: Assessment) -> Page:
    page = desk.open(name, desk.case_page)
    row = page.locator("#earlier").get_by_role("row").filter(has_text=first.get_kind_display())
    expect(row).to_contain_text("已被复评取代")
    return page


@pytest.mark.requirement("A13")
@pytest.mark.requirement("G3")
def test_a_report_that_is_borne_out_leads_to_a_review_that_supersedes(desk: Callable[..., Desk]) -> None:
    matter = desk("XJ")
    matter.scene.on_notice()
    first = matter.assessment

    receipt = report_in_public(matter)
    assert matter.assessment.state == "contested"
    expect(outcome_of(matter, receipt).get_by_role("main")).to_contain_text("正在核实")

    unmask_the_phone(matter, "reviewer")
    page = matter.act_page("reviewer", "核实反映情况")
    page.get_by_label("基本属实，组织复评").check()
    page.locator("[name=findings]").fill("走访后属实。")
    press(page, "核实反映情况")
    expect(outcome_of(matter, receipt).get_by_role("main")).to_contain_text("基本属实，已组织复评")

    matter.later()
    dispatch_to(matter, "body_2")
    assert matter.assessment.kind == "review"
    add_a_photo(matter, "assessor_11")
    visit(matter, "assessor_11", "expert_11")
    look_at_the_photo(matter, "reviewer", times=2)
    judged(matter, "expert_13", "expert_11", "expert_12")
    matter.act("body_manager_11", "出具结论书")

    first = Assessment.objects.get(pk=first.pk)
    assert (first.state, matter.assessment.state) == ("superseded", "concluded")
    for name in ("intake_clerk", "applicant"):
        page = sees_that_it_was_superseded(matter, name, first)
        assert REPORT["name"] not in page.content()
    expect(matter.open("reviewer", matter.case_page).locator("#story")).to_contain_text("已被复评取代")
    assert matter.complaints == []


@pytest.mark.requirement("A16")
def test_the_person_asks_for_a_review_and_the_first_letter_says_that_it_no_longer_holds(
    desk: Callable[..., Desk],
) -> None:
    matter = desk("NX")
    matter.scene.delivered()
    first = matter.assessment
    letter = Letter.objects.get(case_id=first.pk, kind="conclusion")
    matter.moved_to(matter.scene.now.replace(hour=10))

    page = matter.open("applicant", matter.case_page)
    page.get_by_text("其他办理").click()
    page.get_by_role("link", name="申请复评").click()
    examine(page)
    page.locator("[name=reason]").fill("结论偏低，请求由另外的机构复评。")
    page.locator("[name=written]").check()
    press(page, "申请复评")
    assert matter.assessment.state == "contested"

    matter.later()
    dispatch_to(matter, "body_2")
    matter.scene.now = timezone.now()
    matter.scene.assessment = matter.assessment
    others = matter.scene.visit(assessors=["assessor_11", "expert_11"])
    matter.scene.act("assessment.record_visit", "assessor_11", **others)
    judged(matter, "expert_13", "expert_11", "expert_12")
    matter.act("body_manager_11", "出具结论书")

    page = sees_that_it_was_superseded(matter, "applicant", first)
    old = page.locator(".paper", has_text=letter.number)
    expect(old).to_contain_text("已被取代")
    page = matter.open("public", letter.verify_path)
    expect(page.get_by_text("文书属实，已被取代")).to_be_visible()
    assert matter.complaints == []


def call_up(desk: Desk) -> None:
    """The supervisor ticks the person in the list of those whose conclusion runs out."""
    page = desk.open("supervisor", "/callups/")
    row = page.get_by_role("row").filter(has_text=desk.scene.stage.person.name)
    row.get_by_role("checkbox").check()
    page.get_by_role("button", name="通知选中的人员重新评估").click()
    expect(page.get_by_role("main")).to_contain_text("已通知 1 人，未办 0 人")
    examine(page)


def notice_passes(desk: Desk) -> None:
    notice: Any = desk.assessment.notices.get()
    desk.midnight_after(notice.closes_on)
    desk.moved_to(timezone.now().replace(hour=10))


@pytest.mark.requirement("A17")
@pytest.mark.requirement("G3")
def test_who_is_called_up_in_time_is_assessed_anew_before_the_conclusion_ends(desk: Callable[..., Desk]) -> None:
    matter = desk("HLJ")
    matter.scene.delivered()
    first = matter.assessment
    assert first.valid_until
    matter.moved_to(at(str(first.valid_until - timedelta(days=30))))

    call_up(matter)
    page = matter.open("applicant", matter.case_page)
    expect(page.locator(".papers").first).to_contain_text("重新评估")
    unmask_the_phone(matter, "intake_clerk")
    dispatch_to(matter, "body_1")
    assert matter.assessment.kind == "reassessment"
    add_a_photo(matter, "assessor_2")
    visit(matter, "assessor_2", "expert_1")
    look_at_the_photo(matter, "supervisor")
    judged(matter, "expert_3", "expert_1", "expert_2")
    matter.act("dispatcher", "公示")
    notice_passes(matter)
    matter.act("body_manager", "出具结论书")

    first = Assessment.objects.get(pk=first.pk)
    now = matter.assessment
    assert (first.state, now.state) == ("superseded", "concluded")
    assert now.valid_until and now.valid_until > first.valid_until
    for name in ("supervisor", "applicant"):
        sees_that_it_was_superseded(matter, name, first)
    page = matter.open("supervisor", "/callups/")
    assert matter.scene.stage.person.name not in page.get_by_role("main").inner_text()
    assert matter.complaints == []
