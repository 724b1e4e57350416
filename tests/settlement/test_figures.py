"""Figures of claims by provider, rule, item and month, for the agency that may see them. F3."""

from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.urls import reverse

from settlement import figures
from settlement.models import ClaimBatch
from tests.pages.desk import sign_in
from tests.settlement.claims import MONTH, Town

pytestmark = pytest.mark.django_db
BACK = {"reason": "清单不符", "to": "sender"}


@pytest.fixture
def town(settings: LazySettings) -> Any:
    settings.LTCI_REQUIRE_TOTP = False
    town = Town(providers=2)
    with time_machine.travel(town.now, tick=False):
        yield town


def as_tuple(row: figures.Figure) -> tuple[Any, ...]:
    return (row.name, row.lines, row.claimed_fen, row.refused_fen)


@pytest.mark.requirement("F3")
def test_a_month_is_counted_by_provider_rule_item_and_month(town: Town) -> None:
    first, second = town.person(1), town.person(2)
    batch = town.screened(town.row(first, 2), town.row(first, 2), provider=1)  # the same twice
    town.screened(town.row(second, 3, item=1), provider=2)
    batch = town.reviewed(batch)
    rows = ClaimBatch.objects.all()

    assert [as_tuple(row) for row in figures.by_provider(rows, MONTH)] == [
        (town.providers[0].name, 2, 12000, 6000),
        (town.providers[1].name, 1, 3000, 0),
    ]
    assert ("重复申报", 1, 6000, 6000) in [as_tuple(row) for row in figures.by_rule(rows, MONTH)]
    assert [as_tuple(row) for row in figures.by_item(rows, MONTH, {"A01": "助浴"})] == [
        ("助浴", 2, 12000, 6000),
        ("A02", 1, 3000, 0),
    ]
    (month,) = figures.by_month(rows)
    assert (*as_tuple(month), month.note) == ("2026年03月", 3, 15000, 6000, "2 批")
    assert month.share == 40


@pytest.mark.requirement("F3")
def test_what_was_sent_back_does_not_count(town: Town) -> None:
    batch = town.screened(town.row(town.person(), 2))
    town.act("return_batch", batch, "first_reviewer", **BACK)
    rows = ClaimBatch.objects.all()
    assert figures.by_month(rows) == figures.by_provider(rows, MONTH) == figures.by_item(rows, MONTH, {}) == []


def test_the_page_shows_the_last_month_and_says_when_there_is_nothing(town: Town) -> None:
    client = sign_in(town.user("supervisor"))
    url = reverse("settlement:figures")
    assert "还没有申报" in client.get(url).text
    town.screened(town.row(town.person(), 2))
    page = client.get(url).text
    assert town.providers[0].name in page and "2026年03月" in page and "助浴" in page
    assert "这个月没有申报" in client.get(url, {"month": "2026-02"}).text
    assert client.get(url, {"month": "昨天"}).status_code == 200
    assert client.get(reverse("settlement:batches")).text.count(url) == 1


def test_a_provider_does_not_see_the_figures_of_others(town: Town) -> None:
    client = sign_in(town.user("provider_manager"))
    assert client.get(reverse("settlement:figures")).status_code == 403
    assert reverse("settlement:figures") not in client.get(reverse("settlement:batches")).text


def test_queries_of_the_figures_do_not_grow(town: Town, django_assert_num_queries: Any) -> None:
    person = town.person()
    town.screened(*(town.row(person, day) for day in range(2, 28)))
    rows = ClaimBatch.objects.all()
    with django_assert_num_queries(6):
        figures.by_month(rows)
        figures.by_provider(rows, MONTH)
        figures.by_rule(rows, MONTH)
        figures.by_item(rows, MONTH, {})
