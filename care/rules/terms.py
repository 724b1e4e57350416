"""What a region's rules say about when a benefit begins, pauses and changes, each with its article."""

from dataclasses import dataclass
from datetime import date, timedelta

MONTH_AFTER_CONCLUSION, AFTER_PLAN_CONFIRMED = "month_after_conclusion", "after_plan_confirmed"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """A rule's word (same_day, next_day, next_month, …) and where it is written."""

    value: str
    citation: str


@dataclass(frozen=True)
class Terms:
    benefit_start: Term
    hospital_from: Term
    hospital_until: Term
    mode_change: Term
    resume_from: Term
    suspension: str


def month_after(day: date) -> date:
    """The first of the month after."""
    return (day.replace(day=1) + 31 * DAY).replace(day=1)


def first_day(rule: str, day: date) -> date:
    """The day on which what happened on `day` takes effect (当日、次日、次月起)."""
    return {"same_day": day, "next_day": day + DAY, "next_month": month_after(day)}[rule]
