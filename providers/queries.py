"""Who may be asked to serve on a day."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db.models import QuerySet

from accounts.actors import Assistance
from accounts.models import Organisation
from providers.models import Agreement, HandlerContract


def designated(agency_id: int, kind: str, on: date) -> "QuerySet[Organisation]":
    """Organisations of `kind` (body, provider) whose agreement with the agency is in force on that day."""
    held = Agreement.objects.filter(agency_id=agency_id).in_force(on)
    return Organisation.objects.filter(kind=kind, agreements__in=held).order_by("name")


def agreements(agency_id: int, kind: str, on: date) -> list[Agreement]:
    """The agency's agreements with organisations of `kind` that are in force on a day."""
    return list(Agreement.objects.filter(agency_id=agency_id, organisation__kind=kind).in_force(on))


def agreement_between(agency_id: int, organisation_id: int, on: date) -> Agreement | None:
    return Agreement.objects.between(agency_id, organisation_id).in_force(on).first()


def assistance(handlers: Collection[int], on: date) -> Mapping[int, tuple[Assistance, ...]]:
    """What each handler's staff may assist with on a day: by handler, one entry per agency."""
    rows = HandlerContract.objects.in_force(on).filter(handler_id__in=handlers)
    found: dict[int, list[Assistance]] = defaultdict(list)
    for handler, agency, area, tasks in rows.values_list("handler_id", "agency_id", "agency__area_id", "tasks"):
        found[handler].append(Assistance(agency, area, frozenset(tasks)))
    return {handler: tuple(held) for handler, held in found.items()}
