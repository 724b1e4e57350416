"""The whole demonstration is loaded once for all tests that only look at it, and rolled back after them."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from ltci.demo_data import loading
from ltci.demo_data.loading import Report

# An ordinary Wednesday afternoon.
NOW = datetime(2026, 9, 16, 15, 20, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Report]:
    """Every story in each of its areas, without more of the usual ones.

    Once loaded it stays to the end of the package: what loads data of its own stands in `test_a_story`,
    which comes first.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield loading.load(NOW, matters=0, people=150)
        transaction.set_rollback(True)
