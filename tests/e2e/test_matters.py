"""A matter of each region, on both routes, from the counter to delivery, driven in Chromium by everybody themselves."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.models import Application
from assessment.models import Opinion
from policy import rule
from tests.e2e.driver import PHONE, Desk, examine, fill_application, fill_visit, press, press_together
from workflow.models import JournalEntry

pytestmark = pytest.mark.e2e
MATTERS = [("URU", "committee"), ("XJ", "body"), ("XJ", "committee"), ("NX", "body"), ("HLJ", "body"), ("TJ", "body")]


def apply_at_the_counter(desk: Desk) -> None:
    person = desk.scene.stage.person
    page = desk.open("intake_clerk", f"/people/?q={person.name}")
    page.get_by_role("row", name=person.masked_id).get_by_role("link").click()
    examine(page)
    page.get_by_role("link", name="提出评估申请").click()
    examine(page)
    findings = page.locator("#findings")
    expect(findings).to_contain_text("还缺")

    fill_application(page, desk.scene.draft(applicant_kind=Application.ApplicantKind.GUARDIAN))

    expect(findings).to_contain_text("材料齐全")
    expect(findings).to_contain_text("没有查出不予受理的情形")
    expect(findings).to_contain_text("自评等级 G 级")
    press(page, "提交申请")


def accept_with_a_double_click(desk: Desk) -> None:
    page = desk.act_page("intake_clerk", "受理")
    page.get_by_role("button", name="受理", exact=True).dblclick()
    expect(page.get_by_role("status").first).to_contain_text("《受理通知书》")
    assert JournalEntry.objects.filter(act="applications.accept", matter=desk.application.matter).count() == 1


def dispatch(desk: Desk, route: str) -> None:
    page = desk.act_page("dispatcher", "派单")
    body = desk.scene.stage.bodies["body_1"]
    page.check(f"input[name=body][value='{body.pk}']")
    if page.locator(f"input[type=radio][name=route][value={route}]").count():
        page.check(f"input[name=route][value={route}]")
    press(page, "派单")
    assert desk.assessment.route == route


def visit(desk: Desk) -> None:
    """On a phone, by the assessor and an expert of the body."""
    page = desk.act_page("assessor_1", "登记现场评估", viewport=PHONE)
    level = page.locator("[data-level]")
    expect(level).to_have_text("未评完")
    fill_visit(page, [desk.scene.user(name).pk for name in ("assessor_1", "expert_1")])
    expect(level).to_have_text(re.compile("重度失能"))
    press(page, "提交现场评估")


def propose(desk: Desk, route: str) -> None:
    if route == "committee":
        desk.act("body_manager", "报送评定", opinion="现场所见与病历一致。")
    proposer = "committee_secretary" if route == "committee" else "expert_3"
    desk.act(proposer, "提出结论", care_advice="建议每周上门护理三次。")


def confirm_at_the_same_moment(desk: Desk, route: str) -> None:
    names = [("committee_expert_%d" if route == "committee" else "expert_%d") % number for number in (1, 2)]
    pages = [desk.act_page(name, "专家确认") for name in names]

    press_together(*pages, button="专家确认")

    assert Opinion.objects.filter(assessment=desk.assessment, agrees=True).count() == 2
    assert desk.assessment.state == "confirmed"
    for page in pages:
        expect(page.get_by_role("status").first).to_contain_text("已办理：专家确认")


def public_notice(desk: Desk) -> None:
    """What the public sees, masked, to the last day; then the clock closes it without anybody's help."""
    desk.act("dispatcher", "公示")
    notice = desk.assessment.notices.get()
    page = desk.open("public", f"/notices/?area={desk.application.area_code}")
    expect(page.get_by_role("row", name=notice.masked_id)).to_contain_text(notice.masked_name)
    assert desk.scene.stage.person.name not in page.content()

    desk.midnight_after(notice.closes_on)

    page.reload()
    expect(page.get_by_text("今天没有正在公示的结论")).to_be_visible()
    assert desk.assessment.state == "cleared"


def conclude_and_deliver(desk: Desk) -> None:
    desk.scene.assessment = desk.assessment
    desk.moved_to(timezone.now().replace(hour=10))
    desk.act(desk.scene.issuer, "出具结论书")
    page = desk.act_page(desk.scene.deliverer, "送达结论书")
    page.get_by_label("直接送达").check()
    press(page, "送达结论书")
    assert desk.assessment.state == "delivered"


def read_and_verify_the_letter(desk: Desk) -> None:
    """The PDF opens, and the public page knows its code."""
    page = desk.open(desk.scene.deliverer, desk.case_page)
    page.get_by_role("link", name="失能等级评估结论书").click()
    examine(page)
    answer = page.request.get(desk.address + str(page.get_by_role("link", name="打开文书").get_attribute("href")))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF")
    code = re.search(r"(?:[A-Z0-9]{4}[- ]){3}[A-Z0-9]{4}", page.locator("main").inner_text())
    assert code
    verified(desk.open("public", "/verify/"), code.group())


def verified(page: Page, code: str) -> None:
    page.get_by_label("核验码").fill(code)
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_text("文书属实，现行有效")).to_be_visible()
    examine(page)


@pytest.mark.requirement("A14")
@pytest.mark.parametrize(("area", "route"), MATTERS, ids=[f"{area}-{route}" for area, route in MATTERS])
def test_a_matter_goes_from_the_counter_to_the_delivered_conclusion(
    desk: Callable[..., Desk], area: str, route: str
) -> None:
    matter = desk(area)

    apply_at_the_counter(matter)
    accept_with_a_double_click(matter)
    matter.act("reviewer", "审核通过")
    dispatch(matter, route)
    matter.later()
    visit(matter)
    propose(matter, route)
    confirm_at_the_same_moment(matter, route)
    public_notice(matter)
    conclude_and_deliver(matter)
    read_and_verify_the_letter(matter)

    deliverer = rule("assessment.deliverer", area=matter.application.area_code, on=timezone.localdate()).value
    # Where the region starts the benefit by itself, that follows delivery by the clock.
    of_people = JournalEntry.objects.filter(matter=matter.application.matter).exclude(post="clock")
    last = of_people.order_by("-id")[0]
    assert (last.act, last.post) == (
        "assessment.deliver",
        {"agency": "intake_clerk", "body": "body_manager"}[deliverer],
    )
    assert matter.complaints == []
