"""Who may be asked to serve on a day, and whose term or certificate ends soon."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.actors import Assistance
from accounts.models import Organisation
from accounts.posts import Kind
from policy import chain, rule
from providers.models import Agreement, Engagement, HandlerContract

REMINDERS = ("assessment.appointment_reminder", "assessment.certificate_reminder")


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


def last_days(area: str, today: date) -> tuple[date, date]:
    """The last days of a term and of a certificate that the region reminds of today."""
    term, certificate = (today + timedelta(days=rule(key, area=area, on=today).value) for key in REMINDERS)
    return term, certificate


def ending(rows: "QuerySet[Engagement]", today: date) -> "QuerySet[Engagement]":
    """Of these entries in force those whose term (not renewed yet) or certificate ends within the region's days."""
    serving = rows.filter(state=Engagement.State.IN_FORCE, starts_on__lte=today, ends_on__gte=today)
    areas: dict[tuple[date, date], list[str]] = {}
    for code in serving.order_by().values_list("organisation__area_id", flat=True).distinct():
        areas.setdefault(last_days(code, today), []).append(code)
    scope = Q(pk__in=[])
    for (term, certificate), codes in areas.items():
        runs_out = Q(ends_on__lte=term, renewed=False) | Q(certificate_until__range=(today, certificate))
        scope |= Q(organisation__area_id__in=codes) & runs_out
    later = Engagement.objects.filter(
        user=OuterRef("user"), organisation=OuterRef("organisation"), post=OuterRef("post"),
        state=Engagement.State.IN_FORCE, starts_on__gt=OuterRef("ends_on"),
    )  # fmt: skip
    return serving.annotate(renewed=Exists(later)).filter(scope)


def agencies_of(organisations: Iterable[Organisation], on: date) -> dict[int, list[int]]:
    """For each organisation the agencies that hold an agreement with it, else the nearest of its area; two queries."""
    asked = list(organisations)
    found: dict[int, list[int]] = {row.pk: [] for row in asked}
    held = Agreement.objects.in_force(on).filter(organisation__in=asked)
    for organisation_id, agency_id in held.values_list("organisation_id", "agency_id"):
        found[organisation_id].append(agency_id)
    chains = {row.pk: chain(row.area_id) for row in asked if not found[row.pk]}
    codes = {code for of_one in chains.values() for code in of_one}
    agencies = Organisation.objects.filter(kind=Kind.AGENCY, active=True, area_id__in=codes).order_by("pk")
    by_area: dict[str, int] = {}
    for area_code, agency_id in agencies.values_list("area_id", "pk"):
        by_area.setdefault(area_code, agency_id)
    for organisation_id, of_one in chains.items():
        found[organisation_id] = [by_area[code] for code in of_one if code in by_area][:1]
    return found
