"""A video of 200 MB from a phone in the field, while the server is killed on the way. A7."""

import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from documents.models import PaperFile
from tests.e2e.driver import PASSWORD, PHONE
from tests.e2e.server import Server
from tests.papers.making import write_mp4
from tests.scene import Scene
from workflow import calendar
from workflow.models import JournalEntry

MEGABYTES = 200
pytestmark = [pytest.mark.e2e, pytest.mark.requirement("A7"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "files")
    running.start()
    yield running
    running.kill()


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def test_a_video_goes_on_where_it_was_when_the_server_was_killed(
    server: Server, browser: Browser, tmp_path: Path
) -> None:
    now = timezone.localtime()
    calendar.seed(now)
    scene = Scene("NX", f"{now:%Y-%m-%d}")
    case, user = scene.assigned(), scene.user("assessor_1")
    user.set_password(PASSWORD)
    user.password_changed_at = now
    user.save()
    video = write_mp4(tmp_path / "现场录像.mp4", MEGABYTES)
    context = browser.new_context(locale="zh-CN", viewport=PHONE)
    page = context.new_page()
    page.goto(f"{server.address}/account/login/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.goto(f"{server.address}/papers/assessment.assessment/{case.pk}/")
    page.locator("[data-upload-code]").select_option("video")
    page.locator("[data-upload-file]").set_input_files(video)

    page.get_by_role("button", name="开始上传").click()
    receiving = server.files / "receiving"
    until(lambda: any(part.stat().st_size > 40 << 20 for part in receiving.glob("*.part")))
    server.kill()
    arrived = sum(part.stat().st_size for part in receiving.glob("*.part"))
    assert PaperFile.objects.get().state == "receiving"
    server.start()

    expect(page.get_by_text("1 份文件")).to_be_visible(timeout=60_000)
    paper = PaperFile.objects.get()
    assert 0 < arrived < MEGABYTES << 20
    assert paper.state == "stored"
    with video.open("rb") as file:
        assert paper.sha256 == hashlib.file_digest(file, "sha256").hexdigest()
    assert JournalEntry.objects.filter(act="documents.add_paper").count() == 1
    context.close()
