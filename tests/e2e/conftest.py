import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from playwright.sync_api import Browser

from documents import issuing
from tests.e2e.driver import Desk
from tests.scene import Scene, at
from tests.ui.conftest import FLAGS
from workflow import calendar

START = "2026-03-02"
# The browser's own loop runs in this thread; the tests ask the database between two of its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The Chromium of the system; nothing is downloaded."""
    return {"executable_path": shutil.which("chromium"), "args": [*FLAGS, "--lang=zh-CN"]}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock of the server's threads and of the test, set to nine o'clock of a working day."""
    with time_machine.travel(at(START), tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def long_days(settings: LazySettings) -> None:
    """Weeks pass within a test: nobody is signed out by that; time-out and second factor have tests of their own."""
    settings.LTCI_REQUIRE_TOTP = False
    settings.LTCI_IDLE_MINUTES = settings.SESSION_COOKIE_AGE = 365 * 24 * 3600


@pytest.fixture(autouse=True)
def letters_when_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are printed at their first opening, so that a test prints those that it looks at."""
    monkeypatch.setattr(issuing, "_print_after_commit", lambda letter_id: None)


@pytest.fixture
def desk(
    clock: time_machine.Traveller, transactional_db: None, live_server: Any, browser: Browser
) -> Iterator[Callable[..., Desk]]:
    """The people of one matter, each at a browser of one's own: desk("XJ")."""
    calendar.seed(at(START))
    opened: list[Desk] = []

    def open_desk(area: str, **person: Any) -> Desk:
        opened.append(Desk(browser, live_server.url, Scene(area, START, **person), clock))
        return opened[-1]

    yield open_desk
    for one in opened:
        one.close()
