"""The officer loads the official catalogue; a provider enters a family carer whom the agency checks."""

import base64
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from care.models import ServiceItem
from care.rules.catalogue_file import CATALOGUE
from documents.workbooks import blank
from tests.care.scene import CareScene
from tests.care.test_catalogue import row
from tests.care.test_family_carers import FULL, number
from tests.e2e.driver import PHONE, SCREEN, examine
from tests.e2e.pictures import shot
from tests.e2e.test_care import CareDesk, done
from tests.scene import at
from workflow import calendar

pytestmark = pytest.mark.e2e
OFFICER, MANAGER = "agreement_officer", "provider_manager"


@pytest.fixture
def here(clock: time_machine.Traveller, transactional_db: None, live_server: Any, browser: Browser) -> Any:
    calendar.seed(at("2026-03-02"))
    scene = CareScene("TJ")
    scene.active(mode="family")
    scene.on("2026-04-10")
    clock.move_to(scene.now)
    desk = CareDesk(browser, live_server.url, scene, clock)
    yield desk
    desk.close()


def both(page: Page, name: str) -> None:
    """The page as it is on a screen and on a phone, each without a barrier."""
    for size, width in ((PHONE, "390"), (SCREEN, "1280")):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        examine(page)
        shot(page, f"{name}-{width}")


@pytest.mark.requirement("C4")
def test_the_officer_loads_the_official_catalogue(here: CareDesk, tmp_path: Path) -> None:
    page = here.open(OFFICER, "/")
    page.get_by_role("link", name="服务项目目录").first.click()
    expect(page.get_by_role("main")).to_contain_text("非官方代码")
    both(page, "catalogue-demo")
    page.get_by_role("link", name="导入官方目录").click()
    both(page, "catalogue-import")
    sheet = tmp_path / "目录.xlsx"
    sheet.write_bytes(blank(CATALOGUE, [row(1), row(2, price_fen="很贵", unit="年"), row(3, starts_on="2026-05-15")]))
    page.locator("[name=file]").set_input_files(sheet)
    page.get_by_role("button", name="核对并导入").click()
    expect(page.get_by_role("main")).to_contain_text("没有导入：共 3 处错误")
    both(page, "catalogue-faults")
    link = page.get_by_role("link", name="下载标注的文件").get_attribute("href") or ""
    marked = openpyxl.load_workbook(io.BytesIO(base64.b64decode(link.split("base64,")[1])))
    assert "单价（元）" in marked[CATALOGUE.title].cell(3, len(CATALOGUE.columns) + 1).value

    sheet.write_bytes(blank(CATALOGUE, [row(1), row(2, performers="", minutes_min="")]))
    page.locator("[name=file]").set_input_files(sheet)
    page.get_by_role("button", name="只核对").click()
    expect(page.get_by_role("main")).to_contain_text("核对无误，尚未导入")
    both(page, "catalogue-checked")
    page.locator("[name=file]").set_input_files(sheet)
    page.get_by_role("button", name="核对并导入").click()
    expect(page.get_by_role("status").first).to_contain_text("已导入：新增 2 项")
    page.get_by_role("link", name="起的目录").click()
    expect(page.get_by_role("main")).to_contain_text("LTC0002")
    both(page, "catalogue-official")
    assert ServiceItem.objects.filter(area_code="120000", starts_on=date(2026, 5, 1)).count() == 2
    assert here.complaints == []


@pytest.mark.requirement("C5")
@pytest.mark.requirement("C9")
def test_a_family_carer_from_the_entry_to_the_full_one(here: CareDesk) -> None:
    page = here.care(MANAGER, "登记亲情照护人员")
    page.locator("[name=name]").fill("王小芳")
    page.locator("[name=id_number]").fill("12010119800101001")
    page.locator("[name=relation]").fill("女儿")
    page.locator("[name=trained_from]").fill("2026-04-02")
    page.get_by_role("button", name="登记亲情照护人员").click()
    expect(page.get_by_role("main")).to_contain_text("号码")
    both(page, "family-entry-fault")
    page.locator("[name=id_number]").fill(number())
    both(page, "family-entry")
    page = done(page, "登记亲情照护人员")
    expect(page.get_by_role("main")).to_contain_text("王小芳（女儿）待审核")
    both(page, "family-waiting")
    page = here.open(OFFICER, "/care/?needs=family")
    expect(page.get_by_role("main")).to_contain_text("张桂兰")
    both(page, "family-list")
    both(here.care(OFFICER, "退回亲情照护人员登记"), "family-return")
    page = here.care(OFFICER, "审核通过亲情照护人员")
    both(page, "family-check")
    done(page, "审核通过亲情照护人员")
    both(here.care(MANAGER, "终止亲情照护"), "family-end")
    here.go_to(str(FULL))
    page = here.care(MANAGER, "登记亲情照护培训期满")
    page.locator("[name=exam]").fill("考核合格")
    both(page, "family-trained")
    page = done(page, "登记亲情照护培训期满")
    expect(page.get_by_role("main")).to_contain_text("正式")
    both(page, "family-full")
    both(here.open("applicant", f"/benefits/{here.benefit.pk}/"), "family-person")
    assert here.complaints == []
