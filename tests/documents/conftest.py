"""A stand-in for a case of a later chapter, and what is needed to issue letters about it."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor
from documents import access, issue, issuing
from documents.facts import LetterFacts
from documents.models import Letter
from tests.documents import samples

NOW = datetime(2026, 3, 18, 2, 0, tzinfo=UTC)
CLERK = Actor(user_id=7, name="李岗", seats=())


def a_case() -> Any:
    """What `issue` reads of a case."""
    return SimpleNamespace(
        id=uuid.uuid4(), matter=uuid.uuid4(), area_code="650102", agency_id=1, kind_name=lambda: "tests.case"
    )


def issue_one(kind: str, facts: LetterFacts | None = None, *, now: datetime = NOW) -> Letter:
    """One letter in its own transaction, its row only."""
    with transaction.atomic(), issuing.rows_only():
        return issue(letter=kind, case=a_case(), facts=facts or samples.ALL[kind], by=CLERK, now=now)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    """A storage of its own for every test."""
    settings.MEDIA_ROOT = tmp_path
    settings.LTCI_PUBLIC_URL = "https://ltci.example.cn"
    return tmp_path


@pytest.fixture
def everybody_may_see() -> Iterator[None]:
    """As if the app of the stand-in case let everybody in."""
    access.register("tests.case", lambda letter, actor: True)
    yield
    access._by_case_kind.pop("tests.case")


@pytest.fixture
def letter_of(db: None) -> Callable[..., Letter]:
    """Issue a letter of a kind."""
    return issue_one
