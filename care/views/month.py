"""A person's month: planned against done, what is missing, what is too much. C5, C6."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from care import queries
from care.models import Benefit
from care.permissions import is_provider_only
from care.rules.month import DayRow
from care.rules.terms import DAY, month_after


@signed_in
def month(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The month asked for, or this one; a provider sees its own records only."""
    benefit = Benefit.objects.visible_to(request.actor).select_related(*Benefit.READ_WITH).filter(pk=pk).first()
    if benefit is None:
        raise Http404
    today = timezone.localdate()
    first = asked_month(request.GET.get("month", ""), today)
    found = queries.month(benefit, first, today)
    if is_provider_only(request.actor):
        mine = {seat.organisation_id for seat in request.actor.seats}
        found["records"] = [row for row in found["records"] if row.provider_id in mine]
    context = {
        "benefit": benefit,
        "first": first,
        "weeks": weeks(found["days"]),
        "items": found["items"],
        "records": found["records"],
        "missing": sum(row.missing for row in found["items"]),
        "extra": sum(row.extra for row in found["items"]),
        "previous": (first - DAY).replace(day=1),
        "next": month_after(first),
        "today": today,
    }
    return render(request, "care/month.html", context)


def asked_month(text: str, today: date) -> date:
    """The month of an address, this one where it says none."""
    try:
        found = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        return today.replace(day=1)
    return found if date(2000, 1, 1) <= found <= date(2100, 1, 1) else today.replace(day=1)


def weeks(days: list[DayRow]) -> list[list[DayRow | None]]:
    """Days in weeks from Monday, filled up with nothing."""
    lead = days[0].day.isoweekday() - 1
    cells: list[DayRow | None] = [*([None] * lead), *days]
    cells += [None] * (-len(cells) % 7)
    return [cells[place : place + 7] for place in range(0, len(cells), 7)]
