"""For all tests: those that need real commits are emptied by TRUNCATE, which the journal otherwise forbids."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.signals import connection_created


def _allow_emptying(connection: Any, **signal: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET ltci.allow_truncate = 'on'")


# Only in the connections of the tests: those that commit are emptied by TRUNCATE, which the journal otherwise forbids.
connection_created.connect(_allow_emptying, dispatch_uid="tests.allow_emptying")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A server thread of the browser tests may still hold a connection when the test database is to be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def areas(db: None) -> dict[str, Any]:
    """A pooling area of each region, by its short name: URU, XJ, NX, HLJ, TJ."""
    from accounts.models import Area
    from tests.scene import AREAS

    return {
        name: Area.objects.get_or_create(code=code, defaults={"name": code, "level": "city", "valid": True})[0]
        for name, code in AREAS.items()
    }


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """What one test has sent from its address is not counted against the next."""
    cache.clear()
