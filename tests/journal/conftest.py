"""A journal with entries of several acts and areas."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from documents.issuing import rows_only
from tests.scene import Scene
from workflow.models import JournalEntry


@pytest.fixture
def matter(db: None) -> Scene:
    """A matter of Xinjiang that has been accepted, and one of Ningxia beside it."""
    with rows_only():
        Scene("NX").submitted()
        scene = Scene("XJ")
        scene.approved()
    return scene


@pytest.fixture
def as_owner() -> Iterator[Callable[..., None]]:
    """Run SQL on the journal with its triggers off, as only the owner of the table can."""

    def run(sql: str, *values: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE workflow_journalentry DISABLE TRIGGER USER")
            cursor.execute(sql, values)
            cursor.execute("ALTER TABLE workflow_journalentry ENABLE TRIGGER USER")

    yield run


@pytest.fixture
def chain(matter: Scene) -> list[JournalEntry]:
    """The entries of the matter's area, in the order of their chain."""
    return list(JournalEntry.objects.filter(area_code=matter.stage.matter.area).order_by("seq"))
