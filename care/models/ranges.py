"""Expressions for exclusion constraints without btree_gist: a value as a range of one, two days as a range."""

from django.contrib.postgres.fields import RangeBoundary
from django.db.models import F, Func, Value

UUID_RANGE, TEXT_RANGE = "care_uuidrange", "care_textrange"


def one(field: str, kind: str = "int8range") -> Func:
    """The range that holds just the value of the column; overlap of two of them is equality."""
    return Func(F(field), F(field), Value("[]"), function=kind)


def days(first: str, last: str) -> Func:
    """Both ends inclusive; open where the last day is not known."""
    return Func(F(first), F(last), RangeBoundary(inclusive_upper=True), function="daterange")


def nights(first: str, last: str) -> Func:
    """From the first day until before the last."""
    return Func(F(first), F(last), RangeBoundary(), function="daterange")
