"""The set-based rules find what plain Python finds, line for line, on random months. F2."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from settlement.rules import CARE, RULES
from tests.settlement import oracle
from tests.settlement.months import GIVEN, Month, at_random

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F2")]
MONTHS = int(os.environ.get("LTCI_RANDOM_MONTHS", "200"))


def test_sql_and_plain_python_agree_on_random_months() -> None:
    month = Month()
    seen: set[str] = set()

    @settings(max_examples=MONTHS, deadline=None, derandomize=True, database=None)
    @given(st.integers(0, 10**9))
    def agree(seed: int) -> None:
        lines, world = at_random(seed)
        slow = oracle.findings(lines, world, GIVEN | {"uniform_lines": 3}) | oracle.exclusive(lines, world)
        quick = month.found(lines, world)
        assert quick == slow, (seed, sorted(quick ^ slow))
        seen.update(code for _, code in slow)

    GIVEN["uniform_lines"] = 3
    try:
        agree()
    finally:
        GIVEN["uniform_lines"] = 40
    assert seen == {code for code, rule in RULES.items() if rule.claims == CARE}
