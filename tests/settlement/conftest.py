from collections.abc import Iterator

import pytest

from documents.issuing import rows_only
from tests.scene import at
from workflow import calendar


@pytest.fixture(autouse=True)
def working_days(db: None) -> None:
    """The working-day calendar, by which limits are counted."""
    calendar.seed(at("2026-03-02"))


@pytest.fixture(autouse=True)
def letters_without_print() -> Iterator[None]:
    with rows_only():
        yield
