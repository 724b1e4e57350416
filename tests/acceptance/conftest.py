"""Matters that are built once per module, in a transaction that is rolled back when the module ends."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.scene import Scene

Built = Callable[..., Scene]


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[Built]:
    """built(in_state, "accepted"): that matter, made at the first call. Not for modules with `django_db` tests."""
    made: dict[Any, Scene] = {}

    def build(maker: Callable[..., Scene], *args: str) -> Scene:
        key = (maker, *args)
        if key not in made:
            with transaction.atomic():
                made[key] = maker(*args)
        return made[key]

    with django_db_blocker.unblock(), transaction.atomic():
        yield build
        transaction.set_rollback(True)
