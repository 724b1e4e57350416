"""From the delivered conclusion to a month of care: two carers, a stay in hospital, another mode, a death.

Each at a browser of one's own; carers at a phone of 360 px. What repeats itself is done by acts.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from care.models import Benefit
from documents.workbooks import blank
from tests.care.scene import FEEDING, CareScene
from tests.care.test_uploads import row
from tests.e2e.driver import Desk, examine
from tests.e2e.pictures import shot
from tests.scene import at
from workflow import calendar
from workflow.tasks import sweep

pytestmark = pytest.mark.e2e
SMALL = {"viewport": {"width": 360, "height": 740}, "has_touch": True}


class CareDesk(Desk):
    scene: CareScene

    @property
    def benefit(self) -> Benefit:
        return Benefit.objects.get(person=self.scene.stage.person)

    def care(self, name: str, label: str, **options: Any) -> Page:
        """The page of the benefit, and from there the link of an act."""
        page = self.open(name, f"/benefits/{self.benefit.pk}/", **options)
        link = page.get_by_role("main").get_by_role("link", name=label, exact=True)
        if not link.is_visible():
            page.locator("summary", has_text="其他办理").click()
        link.click()
        return examine(page)

    def go_to(self, day: str, hour: int = 9) -> None:
        self.moved_to(at(day, hour))
        sweep(at(day, hour))
        self.scene.refresh()


def done(page: Page, button: str) -> Page:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("已办理")
    page.wait_for_url(re.compile(r"/(matters|benefits)/"))
    return examine(page)


@pytest.fixture
def desk(
    clock: time_machine.Traveller, transactional_db: None, live_server: Any, browser: Browser
) -> Callable[[str], CareDesk]:
    calendar.seed(at("2026-03-02"))

    def open_desk(area: str) -> CareDesk:
        scene = CareScene(area)
        scene.opened()
        clock.move_to(scene.now)
        return CareDesk(browser, live_server.url, scene, clock)

    return open_desk


@pytest.mark.requirement("C1")
@pytest.mark.requirement("C2")
@pytest.mark.requirement("C3")
@pytest.mark.requirement("C5")
@pytest.mark.requirement("C7")
def test_a_person_from_the_conclusion_through_a_month_of_care_to_death(desk: Callable[[str], CareDesk]) -> None:
    here = desk("TJ")
    try:
        _chosen_and_dispatched(here)
        _planned_and_confirmed(here)
        _a_month(here)
        _changes(here)
        assert here.complaints == []
    finally:
        here.close()


def _chosen_and_dispatched(here: CareDesk) -> None:
    page = here.care("applicant", "选择服务方式和机构")
    page.get_by_label("居家护理").check()
    page.locator("[name=provider]").first.check()
    shot(page, "choose")
    done(page, "选择服务方式和机构")
    shot(here.open("dispatcher", "/"), "worklist")
    page = here.care("dispatcher", "护理服务派单")
    shot(page, "dispatch")
    done(page, "护理服务派单")
    assert here.benefit.person.name in here.open("provider_manager", "/").inner_text("main")
    page = here.care("provider_manager", "接单")
    shot(page, "accept")
    done(page, "接单")


def _planned_and_confirmed(here: CareDesk) -> None:
    page = here.care("care_specialist", "形成护理服务计划")
    page.locator("[name=line-0-code]").select_option(FEEDING)
    for day in ("1", "3", "5"):
        page.locator(f"[name=line-0-weekdays][value='{day}']").check()
    page.locator("[name=line-0-times]").fill("4")
    page.locator("[name=line-0-minutes]").fill("30")
    page.locator("[name=line-0-minutes]").blur()
    expect(page.locator("#plan-check")).to_contain_text("每天最多3次")
    shot(page, "plan-over-limit")
    page.locator("[name=line-0-times]").fill("1")
    page.locator("[name=line-0-times]").blur()
    expect(page.locator("#plan-check")).to_contain_text("没有超过")
    page.locator("[name=staffing]").fill("每次1名护理人员")
    shot(page, "plan")
    done(page, "形成护理服务计划")
    page = here.care("applicant", "确认护理服务计划")
    page.locator("[name=signed]").check()
    shot(page, "confirm")
    shot(done(page, "确认护理服务计划"), "matter-person")


def _a_month(here: CareDesk) -> None:
    here.go_to("2026-04-01")
    page = here.care("carer_1", "登记服务", **SMALL)
    page.get_by_label("身份证件", exact=True).check()
    page.locator("[name=started_at]").fill("2026-04-01T07:40")
    page.locator("[name=ended_at]").fill("2026-04-01T08:20")
    page.locator(f"[name=codes][value='{FEEDING}']").check()
    page.locator("[name=signed]").check()
    box = page.locator(".signature canvas")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 20, place["y"] + 40)
    page.mouse.down()
    page.mouse.move(place["x"] + 140, place["y"] + 90, steps=5)
    page.mouse.up()
    shot(page, "record-phone")
    done(page, "提交服务记录")
    first = here.benefit.records.get()
    assert first.signature is not None and first.client_key
    here.go_to("2026-04-30")
    for day in (3, 6, 8):
        here.scene.record(f"2026-04-{day:02d}", carer=2)
    here.scene.act("care.admit", "provider_manager", admitted_on=date(2026, 4, 10), hospital="市人民医院")
    here.scene.act("care.discharge", "provider_manager", discharged_on=date(2026, 4, 15))
    _upload(here)
    page = here.open("provider_manager", f"/care/{here.benefit.pk}/month/?month=2026-04")
    shot(page, "month")
    expect(page.get_by_role("main")).to_contain_text("暂停")
    third = page.locator("td", has=page.locator(".month-day", has_text=re.compile("^3$")))
    expect(third).to_contain_text("1 / 1")
    page = here.open("applicant", f"/benefits/{here.benefit.pk}/?on=2026-04-12")
    expect(page.locator("#why")).to_contain_text("暂停")
    shot(page, "benefit-person")
    shot(here.open("provider_manager", "/care/"), "people")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "benefit-phone")


def _upload(here: CareDesk) -> None:
    page = here.open("provider_manager", "/care/uploads/")
    bad = blank(_book(), [row(here.scene, 1, "2026-04-17"), row(here.scene, 2, "2026-04-12")])
    page.locator("input[type=file]").set_input_files({"name": "四月.xlsx", "mimeType": "", "buffer": bad})
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("main")).to_contain_text("当日住院")
    shot(examine(page), "upload-refused")
    page = here.open("provider_manager", "/care/uploads/")
    good = blank(_book(), [row(here.scene, 1, "2026-04-17"), row(here.scene, 2, "2026-04-20")])
    page.locator("input[type=file]").set_input_files({"name": "四月.xlsx", "mimeType": "", "buffer": good})
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("main")).to_contain_text("已全部入库")
    shot(page, "upload-stored")


def _book() -> Any:
    from care.uploads.template import BOOK

    return BOOK


def _changes(here: CareDesk) -> None:
    page = here.care("dispatcher", "变更服务方式")
    page.get_by_label("机构护理").check()
    page.locator("[name=reason]").fill("家中无人照看")
    shot(page, "change-mode")
    done(page, "变更服务方式")
    here.go_to("2026-05-01")
    assert here.benefit.mode == "institution"
    here.go_to("2026-05-12")
    page = here.care("provider_manager", "登记死亡")
    page.locator("[name=died_on]").fill("2026-05-10")
    page.locator("[name=proof]").fill("死亡证明")
    done(page, "登记死亡")
    assert here.benefit.state == "ended"
    page = here.open("supervisor", f"/benefits/{here.benefit.pk}/")
    expect(page.get_by_role("main")).to_contain_text("2026-05-10")
    shot(page, "benefit-ended")
