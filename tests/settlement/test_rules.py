"""Each rule of the smart review: a line that it must find, one that it must not, one on the edge. F2."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from settlement.rules import CARE, RULES
from tests.settlement.months import FOREVER, LONG_AGO, Month, line, peace
from tests.settlement.oracle import Line, World

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("F2")]
ONE, TWO = UUID(int=1), UUID(int=2)
WHOLE = {"since": LONG_AGO, "until": FOREVER}


def on(day: int) -> date:
    return date(2026, 3, day)


def standing(**changed: Any) -> dict[str, Any]:
    same = {"person": ONE, "state": "active", "cause": "entitled", "mode": "home", "provider": 1, **WHOLE}
    return same | dict.fromkeys(("hours_cap", "day_cap", "month_cap")) | changed


def item(**changed: Any) -> dict[str, Any]:
    names = ("per_day_max", "per_week_max", "per_month_max", "minutes_min", "minutes_max")
    return {"code": "A", "price": 6000, "performers": [], **dict.fromkeys(names), **WHOLE} | changed


def carer(**changed: Any) -> dict[str, Any]:
    same = {"carer": 1, "provider": 1, "kind": "care", **WHOLE}
    return same | dict.fromkeys(("qualified_until", "banned_since", "banned_until")) | changed


def days(*numbers: int, **changed: Any) -> list[Line]:
    """One line on each of these days, its number that of the day."""
    return [line(day, day=day, **changed) for day in numbers]


def every_day(count: int, **changed: Any) -> list[Line]:
    return days(*range(1, count + 1), **changed)


# Rule → what is known, the lines, the numbers of those that it finds: the others are near misses and edges.
CASES: dict[str, tuple[World, list[Line], set[int]]] = {
    "in_hospital": (
        peace(stays=[{"person": ONE, "since": on(11), "until": on(14)}]), days(10, 11, 14, 15), {11, 14},
    ),
    "after_death": (
        peace(people=[{"person": ONE, "died_on": on(10), "lat": None, "lon": None}]), days(9, 10, 11), {11},
    ),
    "outside_benefit": (
        peace(standing=[standing(since=on(5), until=on(20))]), days(4, 5, 20, 21), {4, 21},
    ),
    "suspended": (
        peace(standing=[standing(until=on(9)), standing(state="suspended", since=on(10), until=on(12)), standing(since=on(13))]),
        days(9, 10, 12, 13), {10, 12},
    ),
    "other_provider": (
        peace(standing=[standing(until=on(9)), standing(provider=2, since=on(10))]), days(9, 10), {10},
    ),
    "no_agreement": (
        peace(agreements=[{"provider": 1, "since": on(3), "until": on(20)}]), days(2, 3, 20, 21), {2, 21},
    ),
    "no_plan": (
        peace(plans=[{"person": ONE, "since": on(5), "until": FOREVER}]), days(4, 5), {4},
    ),
    "outside_plan": (
        peace(plan_items=[{"person": ONE, "item": "A", "per_week": 50, **WHOLE}]), [line(1), line(2, day=3, item="B")], {2},
    ),
    # 2 to 8 March is a week, Monday to Sunday.
    "over_plan": (
        peace(plan_items=[{"person": ONE, "item": "A", "per_week": 2, **WHOLE}]), days(1, 2, 5, 8, 9), {8},
    ),
    "over_times": (
        peace(items=[item(per_day_max=1, per_week_max=3, per_month_max=6)]),
        [*days(2, 3, 4, 5, 9, 10, 11), line(20, day=3, start="15:00")], {20, 4, 5, 10, 11},
    ),
    "over_hours": (peace(standing=[standing(hours_cap=3)]), days(2, 3, 4, 5), {5}),
    "over_money": (
        peace(standing=[standing(day_cap=7000, month_cap=18000)]),
        [*days(2, 4, 5), line(20, day=2, start="15:00", price=1000), line(21, day=2, start="18:00", price=1)], {21, 5},
    ),
    "price_above": (peace(), [line(1), line(2, day=3, price=6001)], {2}),
    "not_in_catalogue": (
        peace(items=[item(since=on(3), until=on(5))]), [*days(2, 3, 5, 6), line(20, day=4, item="X")], {2, 6, 20},
    ),
    "wrong_performer": (
        peace(items=[item(performers=["nurse"])], carers=[carer(), carer(carer=2, kind="nurse")]),
        [line(1), line(2, day=3, carer=2, code="C2"), line(3, day=4, item="B")], {1},
    ),
    "carer_unknown": (peace(), [line(1), line(2, day=3, carer=None, code="X9")], {2}),
    "carer_unqualified": (
        peace(carers=[carer(since=on(2), until=on(20), qualified_until=on(15))]), days(1, 2, 15, 16, 21), {1, 16, 21},
    ),
    "carer_banned": (
        peace(carers=[carer(banned_since=on(5), banned_until=on(9))]), days(4, 5, 9, 10), {5, 9},
    ),
    "carer_of_another": (peace(carers=[carer(), carer(carer=2, provider=2)]), [line(1), line(2, day=3, carer=2)], {2}),
    # Another carer, or half an hour later, is no duplicate; another batch of the month is.
    "duplicate": (
        peace(), [line(1), line(2), line(3, start="09:30"), line(4, day=5, asked=False), line(5, day=5)], {2, 5},
    ),
    "exclusive_items": (
        peace(exclusions=[("A", "B")]), [line(1), line(2, item="B", start="15:00"), line(3, day=3)], {1, 2},
    ),
    # From nine to ten with one, from ten with another: no overlap.
    "carer_overlap": (
        peace(), [line(1), line(2, person=TWO, start="09:59"), line(3, person=TWO, start="10:59", carer=2, code="C2"),
                  line(4, day=4), line(5, day=4, person=TWO, start="10:00"), line(6, day=5), line(7, day=5, start="09:30")], {2},
    ),
    "person_overlap": (
        peace(), [line(1), line(2, carer=2, code="C2", start="09:30"), line(3, day=3), line(4, day=3, carer=2, code="C2", start="10:00"),
                  line(5, day=4, asked=False), line(6, day=4, carer=2, code="C2")], {2, 6},
    ),
    # 0.1 degree of latitude are 11.12 km: eleven minutes at sixty an hour are too few, twelve are enough.
    "travel": (
        peace(), [line(1, lat=39.0, lon=117.0), line(2, person=TWO, start="10:11", lat=39.1, lon=117.0),
                  line(3, day=3, lat=39.0, lon=117.0), line(4, day=3, person=TWO, start="10:12", lat=39.1, lon=117.0),
                  line(5, day=4, lat=39.0, lon=117.0), line(6, day=4, person=TWO, start="10:00", lat=39.005, lon=117.0)], {2},
    ),
    "far_from_home": (
        peace(people=[{"person": ONE, "died_on": None, "lat": 39.0, "lon": 117.0}]),
        [line(1, lat=39.004, lon=117.0), line(2, day=3, lat=39.005, lon=117.0), line(3, day=4)], {2},
    ),
    # Twelve hours are allowed; what lies within another service counts once.
    "carer_hours": (
        peace(), [line(1, start="06:00", minutes=360), line(2, start="12:00", minutes=360), line(3, start="13:00"),
                  line(4, start="18:00", minutes=1)], {4},
    ),
    "carer_clients": (
        peace(),
        [*(line(n, day=n, person=UUID(int=n)) for n in range(1, 12)),
         *(line(20 + n, day=n, person=UUID(int=n), carer=2, code="C2", start="15:00") for n in range(1, 11))], {1},
    ),
    "too_short": (peace(items=[item(minutes_min=60)]), [line(1), line(2, day=3, minutes=59)], {2}),
    "too_long": (peace(items=[item(minutes_max=60)]), [line(1), line(2, day=3, minutes=61)], {2}),
    # Of forty services thirty-eight alike are 95 %; of thirty-nine nothing is said.
    "too_uniform": (
        peace(),
        [*(line(n, day=1 + n % 20, start=f"{8 + n // 20}:00", minutes=60 - (n < 2)) for n in range(40)),
         *(line(100 + n, day=1 + n % 20, start=f"{8 + n // 20}:00", carer=2, code="C2") for n in range(39))], {0},
    ),
}  # fmt: skip


def test_every_rule_has_its_case() -> None:
    assert set(CASES) == {code for code, rule in RULES.items() if rule.claims == CARE}


@pytest.mark.parametrize("code", CASES)
def test_what_a_rule_finds_and_what_it_leaves(code: str) -> None:
    world, lines, expected = CASES[code]

    found = Month().found(lines, world)

    assert {number for number, rule in found if rule == code} == expected


def test_an_innocent_month_is_left_in_peace() -> None:
    people = [UUID(int=n) for n in range(1, 7)]
    lines = [
        line(10 * n + k, day=n + 1, person=person, start=f"{8 + k}:00")
        for n in range(20)
        for k, person in enumerate(people)
    ]

    assert Month().found(lines, peace()) == {(0, "too_uniform")}
