from collections.abc import Iterator

import pytest

from documents.issuing import rows_only
from tests.scene import at
from workflow import calendar


@pytest.fixture(autouse=True)
def without_printing() -> Iterator[None]:
    """Letters get their row; what is printed has its own tests."""
    with rows_only():
        yield


@pytest.fixture(autouse=True)
def working_days(request: pytest.FixtureRequest) -> None:
    """The working-day calendar, where the test has a database."""
    if "db" in request.fixturenames:
        calendar.seed(at("2026-03-02"))
