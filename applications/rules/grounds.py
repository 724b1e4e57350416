"""Grounds on which an application is not received, found in the data. A3.

新疆第六条第二款; 乌鲁木齐第十一条; 宁夏第十二条第二款; 黑龙江第六条第二款; 天津一（三）.
Which of them a region has, and how many months they name, comes from its policy; a region's 或 and 且 too.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Facts:
    """What the machine knows on the day `on`; None where it is not known and therefore never a ground."""

    on: date
    insured: bool
    insured_since: date | None
    basic_insurance: bool
    disabled_since: date | None
    treated_since: date | None
    work_injury_nursing_fee: bool
    last_failed: date | None
    marked_change: bool
    self_grade: str
    undertaking_breached_on: date | None
    told_but_not_brought: bool
    doubt_not_removed: bool = False


@dataclass(frozen=True)
class Terms:
    """The region's figures: months, and whether two conditions are joined by `or` or `and`."""

    disabled_months: int
    treated_months: int
    insured_months: int
    failed_months: int
    failed_combination: str
    insured_treated_combination: str
    self_grades: frozenset[str]
    entitlement_months: int | None = None  # months of disability that entitlement asks for, where the text says so


@dataclass(frozen=True)
class Ground:
    """A ground with its article."""

    code: str
    article: str


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shorter_than(since: date | None, months: int, on: date) -> bool:
    """Whether less than `months` have passed from `since` to `on`; an unknown day is never shorter."""
    return since is not None and on < months_after(since, months)


def joined(combination: str, *conditions: bool) -> bool:
    return any(conditions) if combination == "or" else all(conditions)


def _recently_failed(facts: Facts, terms: Terms) -> bool:
    if facts.last_failed is None:
        return False
    recent = shorter_than(facts.last_failed, terms.failed_months, facts.on)
    return joined(terms.failed_combination, recent, not facts.marked_change)


def _insured_and_treated(facts: Facts, terms: Terms) -> bool:
    return joined(
        terms.insured_treated_combination,
        shorter_than(facts.insured_since, terms.insured_months, facts.on),
        shorter_than(facts.treated_since, terms.treated_months, facts.on),
    )


def _not_entitled(facts: Facts, terms: Terms) -> bool:
    """宁夏第十六条: basic insurance enjoyed as usual, and the disability has lasted its months."""
    if not facts.basic_insurance:
        return True
    return terms.entitlement_months is not None and shorter_than(
        facts.disabled_since, terms.entitlement_months, facts.on
    )


def _breached_this_year(facts: Facts, terms: Terms) -> bool:
    return facts.undertaking_breached_on is not None and facts.undertaking_breached_on.year == facts.on.year


TESTS = {
    "not_insured": lambda f, t: not f.insured,
    "not_entitled": _not_entitled,
    "disabled_less_than_6_months": lambda f, t: shorter_than(f.disabled_since, t.disabled_months, f.on),
    "treated_less_than_6_months": lambda f, t: shorter_than(f.treated_since, t.treated_months, f.on),
    "insured_and_treated_less_than_6_months": _insured_and_treated,
    "recently_failed_or_unchanged": _recently_failed,
    "recently_failed_and_unchanged": _recently_failed,
    "work_injury_nursing_fee": lambda f, t: f.work_injury_nursing_fee,
    "self_assessment_below_threshold": lambda f, t: bool(f.self_grade) and f.self_grade not in t.self_grades,
    "undertaking_breached_this_year": _breached_this_year,
    "incomplete_materials": lambda f, t: f.told_but_not_brought,
    "false_materials": lambda f, t: f.doubt_not_removed,
}


def find(facts: Facts, listed: Iterable[Mapping[str, Any]], terms: Terms) -> list[Ground]:
    """The grounds of the region's list that the data bear out, in the list's order."""
    return [
        Ground(row["ground"], row["article"])
        for row in listed
        if row["ground"] in TESTS and TESTS[row["ground"]](facts, terms)
    ]
