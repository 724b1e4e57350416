"""The fee of a handler in the browser, from its contract to the bank and on after the evaluation. T2."""

from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from documents.models import Letter
from settlement.models import ClaimBatch
from settlement.tasks import sweep
from tests.e2e.driver import PHONE, SCREEN, Desk, examine
from tests.e2e.pictures import SHOTS, shot
from tests.settlement.handlers import EVALUATED, Office
from workflow import calendar

pytestmark = [pytest.mark.e2e, pytest.mark.requirement("T2"), pytest.mark.requirement("T3")]
STEPS = (("first_reviewer", "费用初审"), ("rechecker", "费用复核"), ("payer", "费用拨付"))


def test_the_fee_of_a_year_and_what_was_held_back_of_it(
    clock: time_machine.Traveller, transactional_db: None, live_server: Any, browser: Browser
) -> None:
    office = Office()
    calendar.seed(office.now)
    desk = Desk(browser, live_server.url, office.scene, clock)
    page = desk.open("agreement_officer", f"/handlers/contract/{office.contract.pk}/")
    both_widths(page, "fee-contract")
    page.get_by_role("link", name="经办服务费", exact=True).click()
    examine(page)
    page.locator("[name=amount]").fill("1200000.01")
    page.get_by_role("button", name="开立服务费").click()
    expect(page.get_by_text("不超过本年度还没有开立的").first).to_be_visible()
    both_widths(page, "fee-refused")
    page.locator("[name=amount]").fill("")
    page.get_by_role("button", name="开立服务费").click()
    expect(page.get_by_role("status").first).to_contain_text("已开立")
    carried_through(desk, "fee-running")

    office.evaluate(marks=(50, 60), deducted=30000)
    desk.moved_to(EVALUATED)
    desk.close()
    desk.contexts.clear()  # months later: everybody signs in again
    page = desk.open("agreement_officer", reverse("settlement:handler_fees", args=[office.contract.pk]))
    both_widths(page, "fee-evaluated")
    page.get_by_role("button", name="结算第 1 年").click()
    expect(page.get_by_role("status").first).to_contain_text("已开立")
    batch = carried_through(desk, "fee-released")
    assert batch.paid_fen == 9_000_000

    page = desk.open("handler_clerk", reverse("settlement:handler_fees", args=[office.contract.pk]))
    both_widths(page, "fee-of-the-handler")
    letter = Letter.objects.get(case_id=batch.pk)
    page.get_by_role("link", name=letter.number).click()
    expect(page.get_by_text(letter.number).first).to_be_visible()
    assert desk.complaints == []
    desk.close()


def carried_through(desk: Desk, name: str) -> ClaimBatch:
    """Screening by the worker, then the three people, each from the list of batches."""
    sweep()
    batch = ClaimBatch.objects.latest("created_at")
    assert batch.state == "screened"
    for post, label in STEPS:
        page = desk.open(post, "/claims/")
        page.locator(f"a[href='/claims/{batch.pk}/']").click()
        page.get_by_role("main").get_by_role("link", name=label, exact=True).click()
        examine(page)
        if post == "first_reviewer":
            page.locator("[name=proposal]").fill("与合同一致，建议按申报结算。")
            page.locator("[name=sampled]").check()
            both_widths(page, f"{name}-first-review")
        page.get_by_role("main").get_by_role("button", name=label, exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text("已办理")
    both_widths(page, f"{name}-paid")
    letter = Letter.objects.get(case_id=batch.pk)
    answer = page.request.get(desk.address + reverse("documents:pdf", args=[letter.pk]))
    assert answer.headers["content-type"] == "application/pdf"
    if SHOTS:
        Path(SHOTS, f"{name}.pdf").write_bytes(answer.body())
    return ClaimBatch.objects.get(pk=batch.pk)


def both_widths(page: Page, name: str) -> None:
    shot(examine(page), f"{name}-1280")
    page.set_viewport_size(PHONE)
    shot(examine(page), f"{name}-390")
    page.set_viewport_size(SCREEN)
