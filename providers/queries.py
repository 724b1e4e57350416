"""Who may be asked to serve on a day, whose term ends soon; what is known of an organisation that applies."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.actors import Assistance
from accounts.crypto import blind_index
from accounts.models import Appointment, Organisation
from accounts.posts import Kind
from policy import chain, packs, rule
from policy.words import word
from providers.models import (
    Agreement,
    Call,
    Designation,
    Engagement,
    HandlerContract,
    OrganisationInterest,
    PanelMember,
    PracticeBan,
)
from providers.rules.bars import Bar, Event, bars
from providers.rules.panel import PanelTerms
from providers.states import State

MATERIAL_GROUP = "designation_materials"
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


def in_force_publicly(on: date, kind: str, area_prefix: str = "") -> "QuerySet[Agreement]":
    """What the public list shows. D6: 新疆、黑龙江第十一、二十条（四）; 宁夏第二十七、三十一条第5项."""
    rows = Agreement.objects.in_force(on).filter(organisation__kind=kind)
    if area_prefix:
        rows = rows.filter(area_code__startswith=area_prefix)
    return rows.select_related("organisation", "agency").order_by("area_code", "organisation__name", "pk")


def list_entry(row: Agreement, on: date) -> dict[str, str]:
    """What the public list says of an agreement: only the fields that the region's text names, the others empty. D6."""
    fields = rule(f"providers.{row.organisation.kind}.list_fields", area=row.area_code, on=on).value
    organisation = row.organisation
    known = {
        "name": organisation.name,
        "address": organisation.address,
        "phone": organisation.phone,
        "services": "、".join(word("modes", mode) for mode in row.modes),
        "scope": row.scope,
    }
    return {name: text if name in fields else "" for name, text in known.items()}


def ended_publicly(on: date, kind: str, area_prefix: str = "") -> list[Agreement]:
    """Agreements suspended or ended ahead of time, where the region has them made known. 宁夏第五十二条."""
    rows = Agreement.objects.filter(
        Q(state=Agreement.State.SUSPENDED)
        | Q(state=Agreement.State.TERMINATED, ended_on__gt=on.replace(day=1, month=1)),
        organisation__kind=kind,
    )
    if area_prefix:
        rows = rows.filter(area_code__startswith=area_prefix)
    found = rows.select_related("organisation", "agency").order_by("area_code", "organisation__name", "pk")
    return [row for row in found if rule("providers.agreement.end_published", area=row.area_code, on=on).value]


def agencies_for(organisation: Organisation, on: date) -> list[Organisation]:
    """The agencies that may designate the organisation, the one whose duty it is by default first.

    Pooling-area agencies everywhere; in Ningxia those of cities for bodies, of cities and counties for providers.
    """
    by = rule(f"providers.{organisation.kind}.designated_by", area=organisation.area_id, on=on).value
    levels = [code for code in chain(organisation.area_id) if code != "national"]
    held = Organisation.objects.filter(kind=Kind.AGENCY, area_id__in=levels, active=True)
    wanted = [Organisation.Level.POOLING_AREA]
    if by == "county_agency":
        wanted.append(Organisation.Level.COUNTY)
    return sorted(held.filter(level__in=wanted), key=lambda row: levels.index(row.area_id))


def required(kind: str, area: str, on: date, licensed: bool) -> list[str]:
    """Codes of the papers that the region asks for; the medical licence of those who are licensed."""
    codes = list(rule(f"providers.{kind}.materials", area=area, on=on).value)
    return [*codes, "medical_licence"] if licensed and "medical_licence" not in codes else codes


def required_of(case: Designation) -> list[str]:
    return required(case.kind, case.area_code, case.policy_on, case.licensed)


def missing(case: Designation) -> list[str]:
    return [code for code in required_of(case) if code not in case.materials]


def designation_materials() -> list[str]:
    """All papers that any region may ask of an organisation."""
    return list(packs.current().catalogue.words[MATERIAL_GROUP])


def label_of(code: str) -> str:
    return word(MATERIAL_GROUP, code)


def open_call(agency_id: int, kind: str, on: date) -> Call | None:
    return Call.objects.filter(agency_id=agency_id, kind=kind).open_on(on).order_by("closes_on").last()


def events_against(organisation: Organisation, area: str, on: date) -> Iterator[Event]:
    """What bars the organisation from applying in the area, as far as the database knows."""
    kind = organisation.kind
    twice = rule(f"providers.{kind}.reapplication_bar", area=area, on=on)
    past = Designation.objects.filter(organisation=organisation, kind=kind)
    for row in past.filter(state=State.BARRED, decided_at__isnull=False):
        yield Event("failed_twice", timezone.localdate(row.decided_at), twice.value, twice.citation)
    if kind != Kind.BODY:
        return
    false = rule("providers.body.bar_after_false_materials", area=area, on=on)
    for row in past.filter(state=State.REFUSED, grounds__contains=["false_materials"], decided_at__isnull=False):
        yield Event("false_materials", timezone.localdate(row.decided_at), false.value, false.citation)
    ended = Agreement.objects.filter(organisation=organisation, state=Agreement.State.TERMINATED)
    for cause in ("violation", "breach"):
        line = rule(f"providers.body.bar_after_{cause}", area=area, on=on)
        for row in ended.filter(ended_because=cause, ended_on__isnull=False):
            yield Event(cause, row.ended_on, line.value, line.citation)


def bar_on(organisation: Organisation, area: str, on: date) -> Bar | None:
    """The bar that lasts longest, if one holds on the day."""
    return max(bars(events_against(organisation, area, on), on), key=lambda bar: bar.until, default=None)


def management_ban(id_number: str, on: date) -> PracticeBan | None:
    """Whether the legal representative may manage a designated organisation. 新疆第三十六条; 宁夏第五十一条."""
    if not id_number:
        return None
    index = blind_index(id_number, "id_number")
    held = PracticeBan.objects.filter(id_index=index, starts_on__lte=on, ends_on__gte=on)
    return held.filter(scope=PracticeBan.Scope.MANAGE).order_by("ends_on").last()


def panel_terms(case: Designation) -> PanelTerms:
    def value(name: str) -> Any:
        return rule(case.key(name), area=case.area_code, on=case.policy_on).value

    return PanelTerms(value("panel_min"), value("panel_odd"), tuple(value("panel_fields")))


def interested(organisation_id: int, user_ids: Any) -> list[str]:
    """Names of those who declared an interest in the organisation, or work in it."""
    declared = OrganisationInterest.objects.filter(organisation_id=organisation_id, user_id__in=user_ids)
    working = Appointment.objects.filter(organisation_id=organisation_id, user_id__in=user_ids, revoked_at__isnull=True)
    names = {row.user_id: row.user.name for row in declared.select_related("user")}
    names |= {row.user_id: row.user.name for row in working.select_related("user")}
    return sorted(names.values())


def panel_of(case: Designation) -> list[PanelMember]:
    return list(case.panel_now().select_related("user"))


def next_part(case: Designation) -> str:
    """Which part of the review is to be recorded next: papers, site, vote; empty when all of it is done."""
    forms = rule(case.key("review_forms"), area=case.area_code, on=case.policy_on).value
    done = set(case.records.filter(round=case.round).values_list("part", flat=True))
    for part in forms:
        if part == "panel":
            return "" if votes_closed(case) else "vote"
        if part not in done:
            return str(part)
    return ""


def votes_closed(case: Designation) -> bool:
    """Whether everybody on the panel has voted: then the votes are shown and stand."""
    votes = list(case.panel_now().values_list("vote", flat=True))
    return bool(votes) and None not in votes


def checklist(case: Designation) -> list[str]:
    """What is looked at on the spot: the duties of the region's text on the case's day. D9."""
    return list(rule(case.key("duties"), area=case.area_code, on=case.policy_on).value)


def current_agreement(matter: Any) -> Agreement | None:
    return Agreement.objects.filter(matter=matter).order_by("starts_on").last()


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
