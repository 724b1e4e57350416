"""A letter is looked at in another window before the act; many are printed together while the page tells how far."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from documents import print_runs
from documents.models import PrintRun
from tests.e2e.driver import PHONE, SCREEN, Desk, examine, press

pytestmark = [pytest.mark.requirement("X7")]


def test_a_look_leaves_the_form_as_it_is_and_a_run_is_watched_to_its_end(
    desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(print_runs, "_ring_after_commit", lambda run: None)
    people = desk("XJ")
    people.scene.submitted()

    page = people.act_page("intake_clerk", "受理")
    with page.context.expect_event("response", lambda answer: answer.url.endswith("/accept/preview/")) as looked:
        page.get_by_role("button", name="预览文书").click()
    assert looked.value.status == 200 and looked.value.headers["content-type"] == "application/pdf"
    press(page, "受理")

    page = people.open("intake_clerk", "/print-runs/")
    page.get_by_role("button", name="开始制作").click()
    expect(page.get_by_text("排队中")).to_be_visible()
    examine(page)
    print_runs.make(PrintRun.objects.get().pk)
    expect(page.get_by_text("已完成，1 份")).to_be_visible(timeout=20_000)
    for size in (PHONE, SCREEN):
        page.set_viewport_size(size)
        examine(page)
    assert people.complaints == []
