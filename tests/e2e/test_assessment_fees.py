"""A body claims the fees of its assessments in the browser, three people bring them to payment. F1–F3, A18."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from documents.models import Letter
from settlement.models import ClaimBatch
from tests.e2e.driver import PHONE, Desk, examine
from tests.e2e.pictures import shot
from tests.scene import MILD, at
from tests.settlement.fees import HEAD, Body
from workflow import calendar

pytestmark = pytest.mark.e2e


@pytest.fixture
def body(clock: time_machine.Traveller, transactional_db: None) -> Body:
    calendar.seed(at("2026-03-02"))
    body = Body()
    clock.move_to(body.now)
    return body


@pytest.fixture
def desk(body: Body, clock: time_machine.Traveller, live_server: Any, browser: Browser) -> Iterator[Desk]:
    one = Desk(browser, live_server.url, body.stage, clock)  # type: ignore[arg-type]
    yield one
    one.close()


def sent(page: Page, content: bytes) -> Page:
    page.locator("form[enctype] [name=month]").last.fill("2026-03")
    page.locator("input[type=file]").set_input_files({"name": "评估费用.csv", "mimeType": "", "buffer": content})
    page.locator("[name=declared]").check()
    page.get_by_role("button", name="申报", exact=True).click()
    return page


def step(desk: Desk, name: str, label: str, **fields: str) -> Page:
    page = desk.open(name, f"/claims/{ClaimBatch.objects.get().pk}/")
    page.get_by_role("main").get_by_role("link", name=label, exact=True).click()
    for field, value in fields.items():
        page.locator(f"[name={field}]").fill(value)
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.get_by_role("main").get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已办理")
    return page


@pytest.mark.requirement("F1")
@pytest.mark.requirement("A18")
def test_a_bodys_month_from_its_page_to_the_statement(desk: Desk, body: Body) -> None:
    cases = [body.assessed(), body.assessed(MILD, start="2026-03-03"), body.assessed(start="2026-03-04")]
    rows = [body.row(case) for case in cases[:2]] + [body.row(cases[2], "320.00")]
    body.payee()

    page = desk.open("body_manager", "/claims/upload/")
    shot(page, "fees-upload-1280")
    page.set_viewport_size(PHONE)
    shot(examine(page), "fees-upload-390")
    sent(page, "\n".join((HEAD, rows[0], body.row(cases[1], "-1"))).encode())
    expect(page.get_by_role("main")).to_contain_text("没有收下：共 1 处错误")
    shot(examine(page), "fees-faulty-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{desk.address}/claims/upload/")
    sent(page, "\n".join((HEAD, *rows)).encode())
    expect(page.get_by_role("main")).to_contain_text("全部收下")

    step(desk, "first_reviewer", "费用初审", proposal="经审核，建议按核定金额结算。")
    step(desk, "rechecker", "费用复核")
    step(desk, "payer", "费用拨付")

    batch = ClaimBatch.objects.get()
    assert (batch.state, batch.refused_fen, batch.paid_fen) == ("paid", 32000, 60000)
    for name in ("batch", "lines"):
        page = desk.open("body_manager", reverse(f"settlement:{name}", args=[batch.pk]))
        expect(page.get_by_role("main")).to_contain_text("评估费由个人承担")
        expect(page.get_by_role("main")).not_to_contain_text("护理人员")
        shot(page, f"fees-{name}-1280")
        page.set_viewport_size(PHONE)
        shot(examine(page), f"fees-{name}-390")
        page.set_viewport_size({"width": 1280, "height": 900})
    letter = Letter.objects.get(case_id=batch.pk)
    answer = page.request.get(f"{desk.address}{reverse('documents:pdf', args=[letter.pk])}")
    assert answer.ok and answer.body().startswith(b"%PDF")
    keep_letter(answer.body())
    assert desk.complaints == []


def keep_letter(content: bytes) -> None:
    """Beside the pictures, for whoever wants to look."""
    from pathlib import Path

    from tests.e2e.pictures import SHOTS

    if SHOTS:
        (Path(SHOTS) / "fees-statement.pdf").write_bytes(content)
