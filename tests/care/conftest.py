from typing import Any

import pytest

from tests.scene import at
from workflow import calendar


@pytest.fixture(autouse=True)
def working_days(request: Any) -> None:
    """The working-day calendar, for the tests that have a database."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        calendar.seed(at("2026-03-02"))
