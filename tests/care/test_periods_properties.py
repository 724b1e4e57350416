"""The same facts give the same periods in whatever order they came; no day twice, none missed."""

from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.rules.facts import Choice, Facts, Grounds, Stay, Suspension
from care.rules.periods import ACTIVE, SUSPENDED, periods
from care.rules.terms import Terms
from tests.care.facts import HLJ, NX, TJ, XJ

DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))
LATER = DAYS | st.none()
MANY = {"max_size": 3}


def rows_of(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, **MANY).map(tuple)


CONCLUSIONS = st.builds(
    Grounds, concluded_on=DAYS, valid_until=LATER, superseded_on=LATER, level=st.integers(3, 5), qualifies=st.booleans()
)
CHOICES = st.builds(Choice, on=DAYS, value=st.sampled_from(["home", "community"]), number=st.integers(0, 2))
FACTS = st.builds(
    Facts,
    conclusions=rows_of(CONCLUSIONS),
    plans_confirmed_on=rows_of(DAYS),
    stays=rows_of(st.builds(Stay, DAYS, LATER)),
    suspensions=rows_of(st.builds(Suspension, DAYS, st.sampled_from(["violation", "false_materials"]), LATER)),
    modes=rows_of(CHOICES),
    providers=rows_of(CHOICES),
    died_on=LATER,
    last_day=LATER,
)
TERMS = st.sampled_from([XJ, NX, HLJ, TJ])


@pytest.mark.requirement("C7")
@given(FACTS, TERMS, st.data())
def test_the_order_of_entry_changes_nothing(said: Facts, terms: Terms, data: st.DataObject) -> None:
    mixed = {}
    for column in fields(Facts):
        value = getattr(said, column.name)
        mixed[column.name] = tuple(data.draw(st.permutations(value))) if isinstance(value, tuple) else value
    assert periods(Facts(**mixed), terms) == periods(said, terms)


@pytest.mark.requirement("C7")
@given(FACTS, TERMS)
def test_periods_follow_each_other_and_never_overlap(said: Facts, terms: Terms) -> None:
    rows = periods(said, terms)
    for row, following in pairwise(rows):
        assert row.until is not None and row.since <= row.until < following.since
        assert row.standing.state in (ACTIVE, SUSPENDED)


@pytest.mark.requirement("C7")
@given(FACTS, TERMS, DAYS)
def test_a_fact_of_a_later_day_leaves_the_days_before_as_they_were(said: Facts, terms: Terms, died: date) -> None:
    """What was true on a day stays so: death changes nothing up to its own day."""
    alive = Facts(**{column.name: getattr(said, column.name) for column in fields(Facts)} | {"died_on": None})
    dead = Facts(**{column.name: getattr(alive, column.name) for column in fields(Facts)} | {"died_on": died})
    for back in range(0, 60, 7):
        when = died - timedelta(days=back)
        before = [row.standing for row in periods(alive, terms) if row.covers(when)]
        assert [row.standing for row in periods(dead, terms) if row.covers(when)] == before
    assert not [row for row in periods(dead, terms) if row.covers(died + timedelta(days=1))]
