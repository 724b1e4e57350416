"""A month of three providers in the browser: template, faults, queries, two ways back, payment, bank, recovery. F1–F5.

Each of the people sits at a browser of one's own; the worker does its part between two pages, as in service.
"""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from documents.models import Letter
from settlement.bank import BACK
from settlement.books import balances
from settlement.models import ClaimBatch, Payment
from tests.e2e.driver import PHONE, Desk, examine
from tests.e2e.pictures import shot
from tests.scene import at
from tests.settlement.claims import HEAD, Town
from workflow import calendar

pytestmark = pytest.mark.e2e
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Posts:
    """People of the town by post, of providers with their number: provider_manager-2."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def user(self, name: str) -> Any:
        post, _, number = name.partition("-")
        return self.town.user(post, int(number or 1))


class ClaimsDesk(Desk):
    scene: Any

    @property
    def town(self) -> Town:
        return self.scene.town  # type: ignore[no-any-return]

    def batch(self, provider: int) -> ClaimBatch:
        """The latest batch of a provider."""
        return ClaimBatch.objects.filter(provider=self.town.providers[provider - 1]).order_by("-number")[0]

    def page_of(self, name: str, provider: int) -> Page:
        return self.open(name, f"/claims/{self.batch(provider).pk}/")

    def step(self, name: str, provider: int, label: str, **fields: str) -> Page:
        """From the page of the batch to an act, fill in, press; what came of it is said on the batch's page."""
        page = self.page_of(name, provider)
        page.get_by_role("main").get_by_role("link", name=label, exact=True).click()
        examine(page)
        for field, value in fields.items():
            page.locator(f"[name={field}]").fill(value)
        for box in page.locator("main input[type=checkbox]").all():
            box.check()
        shot(page, f"claims-{self.batch(provider).state}-{label}")
        page.get_by_role("main").get_by_role("button", name=label, exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text("已办理")
        page.wait_for_url(re.compile(r"/claims/[0-9a-f-]{36}/$"))
        return examine(page)


@pytest.fixture
def desk(
    clock: time_machine.Traveller, transactional_db: None, live_server: Any, browser: Browser
) -> Iterator[ClaimsDesk]:
    calendar.seed(at("2026-03-02"))
    town = Town(providers=3)
    clock.move_to(town.now)
    one = ClaimsDesk(browser, live_server.url, Posts(town), clock)  # type: ignore[arg-type]
    yield one
    one.close()


@pytest.mark.requirement("F1")
@pytest.mark.requirement("F2")
@pytest.mark.requirement("F3")
@pytest.mark.requirement("F4")
@pytest.mark.requirement("F5")
def test_a_month_of_three_providers_from_the_template_to_the_bank(desk: ClaimsDesk) -> None:
    people = {number: desk.town.person(number) for number in (1, 2, 3)}

    _template_filled_and_sent(desk, people[1])
    _faults_told_and_mended(desk, people[2])
    _sent(desk, 3, "三月.csv", _csv(desk.town.row(people[3], day) for day in (2, 4, 6)))
    _query_answered_and_decided(desk)
    _returned_to_the_provider(desk, people[3])
    for provider in (1, 2, 3):
        desk.step("first_reviewer", provider, "费用初审", proposal="经审核，建议按核定金额结算。")
    _returned_to_the_first_reviewer(desk)
    for provider in (1, 2, 3):
        desk.step("rechecker", provider, "费用复核")
    for provider in (1, 2, 3):
        desk.step("payer", provider, "费用拨付")
    _bank(desk)
    _statement(desk)
    _recovered(desk)

    assert desk.complaints == []


def _csv(rows: Any) -> bytes:
    return ("\n".join((HEAD, *rows)) + "\n").encode()


def _sent(desk: ClaimsDesk, provider: int, name: str, content: bytes, told: str = "全部收下") -> Page:
    page = desk.open(f"provider_manager-{provider}", "/claims/upload/")
    page.locator("form[method=post] [name=month], form[enctype] [name=month]").last.fill("2026-03")
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "", "buffer": content})
    page.locator("[name=declared]").check()
    page.get_by_role("button", name="申报", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(told)
    return examine(page)


def _template_filled_and_sent(desk: ClaimsDesk, person: Any) -> None:
    page = desk.open("provider_manager-1", "/claims/upload/")
    shot(page, "claims-upload")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载模板").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    rows = [desk.town.row(person, day) for day in (2, 3, 5)] + [desk.town.row(person, 9, item=2)]
    for number, row in enumerate(rows, 2):
        for place, cell in enumerate(row.split(","), 1):
            book["服务明细"].cell(number, place, cell)
    filled = io.BytesIO()
    book.save(filled)
    _sent(desk, 1, "费用申报.xlsx", filled.getvalue())


def _faults_told_and_mended(desk: ClaimsDesk, person: Any) -> None:
    bad = _csv([desk.town.row(person, 2), desk.town.row(person, 3, amount="59.99")])
    page = _sent(desk, 2, "三月.csv", bad, told="共 1 处错误")
    shot(page, "claims-faulty")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注了错误的文件").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert any("金额" in str(cell.value) for cell in book.active[3])
    assert not ClaimBatch.objects.filter(provider=desk.town.providers[1]).exists()
    _sent(desk, 2, "三月.csv", _csv(desk.town.row(person, day) for day in (2, 3)))


def _query_answered_and_decided(desk: ClaimsDesk) -> None:
    page = desk.page_of("provider_manager-1", 1)
    expect(page.locator("#rules")).to_contain_text("计划外的项目")
    page.get_by_role("main").get_by_role("link", name="答复疑点", exact=True).click()
    examine(page).locator("[name=rule]").select_option("outside_plan")
    page.locator("[name=answer]").fill("医嘱临时增加排泄照护。")
    shot(page, "claims-answer")
    page.get_by_role("button", name="答复疑点", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已办理")
    page = desk.open("first_reviewer", f"/claims/{desk.batch(1).pk}/lines/?rule=outside_plan")
    expect(page.get_by_role("main")).to_contain_text("医嘱临时增加排泄照护")
    page.locator("[name=lines]").first.check()
    page.locator("[name=verdict][value=cut]").check()
    page.locator("[name=allowed]").fill("20.00")
    page.locator("[name=reason]").fill("按临时医嘱核减")
    shot(page, "claims-lines")
    page.get_by_role("button", name="作出决定").click()
    expect(page.get_by_role("status").first).to_contain_text("已办理")


def _returned_to_the_provider(desk: ClaimsDesk, person: Any) -> None:
    page = desk.page_of("first_reviewer", 3)
    page.get_by_role("main").get_by_role("link", name="退回", exact=True).click()
    examine(page).locator("[name=to][value=sender]").check()
    page.locator("[name=reason]").fill("3月4日的服务与签到时间不符，请核对后重新申报。")
    shot(page, "claims-return")
    page.get_by_role("main").get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已办理")
    expect(desk.page_of("provider_manager-3", 3).get_by_role("main")).to_contain_text("与签到时间不符")
    _sent(desk, 3, "三月更正.csv", _csv(desk.town.row(person, day) for day in (2, 6)))
    assert (desk.batch(3).number, desk.batch(3).state) == (2, "screened")


def _returned_to_the_first_reviewer(desk: ClaimsDesk) -> None:
    page = desk.page_of("rechecker", 2)
    page.get_by_role("main").get_by_role("link", name="退回", exact=True).click()
    examine(page).locator("[name=to][value=reviewer]").check()
    page.locator("[name=reason]").fill("结算建议没有写明抽查情况。")
    page.get_by_role("main").get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已办理")
    desk.step("first_reviewer", 2, "费用初审", proposal="已抽查明细，无误，建议结算。")


def _bank(desk: ClaimsDesk) -> None:
    page = desk.open("payer", "/payments/?month=2026-04")
    shot(page, "claims-payments")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载付款文件").click()
    orders = list(csv.reader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert sorted(row[4] for row in orders[1:]) == ["150.00", "90.00", "90.00"]
    back = io.StringIO()
    write = csv.writer(back)
    write.writerow(BACK)
    for place, row in enumerate(orders[1:], 1):
        write.writerow([row[0], row[4], "成功", f"LS{place}", "2026-04-07", ""])
    write.writerow(["没有的单号", "1.00", "成功", "LS9", "2026-04-07", ""])
    answer = {"name": "回盘.csv", "mimeType": "text/csv", "buffer": back.getvalue().encode()}
    page.locator("input[type=file]").set_input_files(answer)
    page.get_by_role("button", name="导入银行回盘").click()
    expect(page.get_by_role("main")).to_contain_text("有 1 行没有登记")
    expect(page.get_by_role("main")).to_contain_text("没有这个拨付单号")
    shot(examine(page), "claims-answers")
    assert set(Payment.objects.values_list("state", flat=True)) == {"confirmed"}
    page = desk.open("supervisor", "/books/")
    shot(page, "claims-books")


def _statement(desk: ClaimsDesk) -> None:
    page = desk.page_of("provider_manager-1", 1)
    letter = Letter.objects.get(case_id=desk.batch(1).pk)
    expect(page.locator("#letters")).to_contain_text(letter.number)
    expect(page.locator("#story")).to_contain_text("登记银行回盘")
    shot(page, "claims-paid")
    answer = page.request.get(desk.address + reverse("documents:pdf", args=[letter.pk]))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert page.request.get(f"{desk.address}/claims/{desk.batch(2).pk}/").status == 404
    page.set_viewport_size(PHONE)
    shot(examine(desk.page_of("provider_manager-1", 1)), "claims-phone")


def _recovered(desk: ClaimsDesk) -> None:
    page = desk.page_of("supervisor", 1)
    page.get_by_role("main").get_by_role("link", name="追回", exact=True).click()
    examine(page).locator("[name=lines]").fill("2")
    page.locator("[name=reason]").fill("稽核查明3月2日没有提供服务。")
    shot(page, "claims-recover")
    page.get_by_role("main").get_by_role("button", name="追回", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已办理")
    expect(page.locator("#recoveries")).to_contain_text("45.00")
    shot(examine(page), "claims-recovered")
    assert sum(balances(desk.town.agency, desk.town.now.date()).values()) == 0
