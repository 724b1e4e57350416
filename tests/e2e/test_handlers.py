"""A handler is chosen, bound, helps at the counter and is evaluated, at browsers. T1–T3."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from providers.models import HandlerContract, HandlerEvaluation
from tests.e2e.driver import Desk, examine
from tests.scene import at

pytestmark = [pytest.mark.e2e, pytest.mark.requirement("T1"), pytest.mark.requirement("T3")]


def test_from_the_tender_to_the_evaluated_year(desk: Callable[..., Desk]) -> None:
    office = desk("640100")
    handler = office.scene.stage.handler
    page = office.open("agreement_officer", "/handlers/")
    expect(page.get_by_text("还没有委托经办合同")).to_be_visible()
    page.get_by_role("link", name="登记招标结果").click()
    for field, value in {
        "title": "2026 年委托经办", "number": "T-1", "published_on": "2025-12-01", "decided_on": "2026-01-05",
        "grounds": "综合评分最高",
    }.items():  # fmt: skip
        page.locator(f"[name={field}]").fill(value)
    page.locator("[name=method]").select_option("open")
    page.locator("[name=bid-0-bidder]").select_option(str(handler.pk))
    page.locator("[name=bid-0-quote]").fill("筹资额的 1.5%")
    for mark in page.locator("[name^=bid-0-mark_]").all():
        mark.fill("90")
    page.locator("[name=bid-0-won]").check()
    examine(page)
    page.get_by_role("button", name="登记", exact=True).click()
    page.get_by_role("link", name="拟订合同").click()
    for field, value in {
        "number": "W-1", "starts_on": "2026-03-01", "ends_on": "2026-06-30", "duties": "协助受理和初步审核",
        "ratio": "1.5", "ratio_of": "当年筹资总额", "indicators": "受理及时率 60\n群众满意度 40", "pass_mark": "80",
    }.items():  # fmt: skip
        page.locator(f"[name={field}]").fill(value)
    page.locator("[name=basis]").select_option("ratio")
    page.get_by_label("配合申请受理").check()
    page.get_by_label("材料初步审核").check()
    examine(page)
    page.get_by_role("button", name="提交审核").click()
    contract = HandlerContract.objects.get()
    address = f"/handlers/contract/{contract.pk}/"

    page = office.open("supervisor", address)
    page.get_by_role("button", name="审核通过").click()
    expect(page.get_by_text("履行中").first).to_be_visible()

    office.moved_to(at("2026-07-02"))
    office.close()  # a new day, months later: everybody signs in again
    office.contexts.clear()
    page = office.open("agreement_officer", address)
    page.get_by_role("link", name="年度考核").click()
    for field, value in {"base": "1000000", "mark_0": "50", "mark_1": "60", "remarks": "投诉较多"}.items():
        page.locator(f"[name={field}]").fill(value)
    page.get_by_role("button", name="提交确认").click()
    expect(page.get_by_text("须扣减").first).to_be_visible()
    page.locator("[name=deducted]").fill("500")
    examine(page)
    page.get_by_role("button", name="提交确认").click()
    page = office.open("supervisor", address)
    page.get_by_role("button", name="确认考核").click()
    expect(page.get_by_text("已确认").first).to_be_visible()
    row = HandlerEvaluation.objects.get()
    assert (row.fee, row.held, row.released, row.until - row.since) == (15000, 1500, 1000, timedelta(days=121))
    examine(office.open("agreement_officer", address))
