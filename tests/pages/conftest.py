from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings

from tests.pages.desk import sign_in
from tests.scene import Scene, at
from workflow import calendar

START = "2026-03-02"


@pytest.fixture(autouse=True)
def working_days(db: None) -> None:
    """The working-day calendar, by which every limit is counted."""
    calendar.seed(at(START))


@pytest.fixture(autouse=True)
def password_alone(settings: LazySettings) -> None:
    """The second factor has its own tests (tests/accounts/test_sign_in.py)."""
    settings.LTCI_REQUIRE_TOTP = False


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The clock that pages read, standing at nine o'clock of the first day."""
    with time_machine.travel(at(START), tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene_at(clock: time_machine.Traveller) -> Callable[..., Scene]:
    """Bring a matter to a state and set the clock of the pages to its moment: scene_at("accepted")."""

    def bring(state: str, area: str = "650100", **person: Any) -> Scene:
        scene = Scene(area, START, **person)
        getattr(scene, state)()
        clock.move_to(scene.now)
        return scene

    return bring


@pytest.fixture
def client_of() -> Callable[..., Any]:
    """A browser in which the named person of a scene is signed in: client_of(scene, "reviewer")."""

    def make(scene: Scene, name: str, **options: Any) -> Any:
        return sign_in(scene.user(name), **options)

    return make
