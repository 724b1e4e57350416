"""Up to which day people rely on the catalogue of an area as it is: plans, services, and what chapters above tell."""

from collections.abc import Callable
from datetime import date

from django.db.models import DateField, Max, Value
from django.db.models.functions import Coalesce, Least

from accounts.areas import prefix
from care.models import CarePlan, ServiceRecord

# Told an area and a day: the last day from that one on that was claimed for; None where nothing was.
Claimed = Callable[[str, date], date | None]
_claimed: list[Claimed] = []


def claims_are_told_by(source: Claimed) -> None:
    """Called once in the `ready()` of the chapter of claims."""
    _claimed[:] = [source]


def used_until(area_code: str, since: date, today: date) -> date | None:
    """The last day from `since` on for which somebody planned, served or claimed; one query each.

    A plan relies on it on its first day and on every day that it has run: what it holds later can still be revised.
    """
    under = prefix(area_code)
    records = ServiceRecord.objects.live().filter(benefit__area_code__startswith=under, served_on__gte=since)
    plans = CarePlan.objects.filter(benefit__area_code__startswith=under).exclude(state=CarePlan.State.REPLACED)
    run = plans.filter(state=CarePlan.State.CONFIRMED, effective_from__lte=today)
    run_until = Least(Coalesce("effective_until", today, output_field=DateField()), Value(today, DateField()))
    days = [
        records.aggregate(day=Max("served_on"))["day"],
        plans.aggregate(day=Max("effective_from"))["day"],
        run.aggregate(day=Max(run_until))["day"],
        *(source(area_code, since) for source in _claimed),
    ]
    return max((day for day in days if day and day >= since), default=None)
