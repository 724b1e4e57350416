"""Reads that acts and pages share: the facts of a benefit, its rules, who serves, what is planned and done."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Organisation
from accounts.posts import Kind
from assessment.models import Assessment
from care.models import Benefit, BenefitPeriod, CarePlan, FamilyCarerEntry, Mode, Placement, ServiceItem, ServiceRecord
from care.models.benefit import BenefitQuerySet
from care.rules.facts import Choice, Facts, Grounds, Stay, Suspension
from care.rules.month import DoneLine, PlanLine, by_day, by_item, days_of
from care.rules.periods import Period, Standing
from care.rules.plan_limits import Item
from care.rules.standards import Answer, Standard
from care.rules.terms import Terms
from care.terms import standards_of, terms
from enrolment.models import Person
from policy import chain, rule
from providers.models import StaffMember
from providers.queries import agreement_between


def current(matter: UUID) -> Benefit | None:
    return Benefit.objects.filter(matter=matter).select_related(*Benefit.READ_WITH).first()


def insured_as(person: Person) -> str:
    """Whether the standards of employees (职工) or of residents (居民) hold for a person."""
    resident = person.insured_type == Person.InsuredType.RESIDENT
    return Benefit.Insured.RESIDENT if resident else Benefit.Insured.EMPLOYEE


def terms_of(benefit: Benefit) -> Terms:
    return terms(benefit.area_code, benefit.policy_on)


def facts_of(benefit: Benefit) -> Facts:
    """Everything that decides the benefit's periods; five queries."""
    placements = list(benefit.placements.filter(state=Placement.State.ACCEPTED).order_by("pk"))
    confirmed = benefit.plans.filter(confirmed_on__isnull=False).values_list("confirmed_on", flat=True)
    return Facts(
        conclusions=tuple(_grounds(benefit)),
        plans_confirmed_on=tuple(sorted(day for day in confirmed if day)),
        stays=tuple(Stay(row.admitted_on, row.discharged_on) for row in benefit.stays.all()),
        suspensions=tuple(Suspension(row.suspended_on, row.cause, row.cleared_on) for row in benefit.suspensions.all()),
        modes=tuple(Choice(row.chosen_on, row.mode, row.pk) for row in placements),
        providers=tuple(Choice(row.serves_from, str(row.provider_id), row.pk) for row in placements if row.serves_from),
        died_on=benefit.died_on,
        last_day=benefit.last_day,
    )


def _grounds(benefit: Benefit) -> Iterable[Grounds]:
    levels = rule("assessment.eligible_levels", area=benefit.area_code, on=benefit.policy_on).value
    rows = Assessment.objects.filter(matter=benefit.matter, concluded_on__isnull=False).order_by("created_at")
    for row in rows:
        level = row.level or 0
        yield Grounds(row.concluded_on, row.valid_until, row.superseded_on, level=level, qualifies=level in levels)


def stored(benefit: Benefit) -> list[Period]:
    """The stored periods as the rules see them."""
    return [period(row) for row in benefit.periods.all()]


def period(row: BenefitPeriod) -> Period:
    provider = str(row.provider_id) if row.provider_id else ""
    standing = Standing(row.state, row.level, row.mode, provider, row.cause, row.event_on, row.citation)
    return Period(row.since, row.until, standing)


def handler_for(area_code: str, agency_id: int, on: date) -> Organisation | None:
    """The handler that has an agreement with the agency, else the one nearest above the area."""
    rows = list(Organisation.objects.filter(kind=Kind.HANDLER, active=True, area_id__in=chain(area_code)[:-1]))
    levels = {code: place for place, code in enumerate(chain(area_code))}
    rows.sort(key=lambda row: (agreement_between(agency_id, row.pk, on) is None, levels[row.area_id]))
    return rows[0] if rows else None


def open_placement(benefit: Benefit) -> Placement | None:
    return benefit.placements.open().select_related("provider").first()


def last_accepted(benefit: Benefit) -> Placement | None:
    return benefit.placements.filter(state=Placement.State.ACCEPTED).select_related("provider").last()


def catalogue(area_code: str, on: date) -> dict[str, ServiceItem]:
    """The items of an area on a day by their codes; two queries."""
    return {row.code: row for row in ServiceItem.objects.of_area(area_code, on)}


def rule_item(row: ServiceItem) -> Item:
    return Item(
        code=row.code,
        name=row.name,
        price_fen=row.price_fen,
        per_day_max=row.per_day_max,
        per_week_max=row.per_week_max,
        per_month_max=row.per_month_max,
        minutes_min=row.minutes_min,
        minutes_max=row.minutes_max,
        performers=frozenset(row.performers),
        excludes=frozenset(row.excludes),
    )


def standard_for(benefit: Benefit, mode: str, variant: str, on: date) -> tuple[Standard | None, Answer]:
    """The standard that a plan is held to: the variant that was chosen, or the only one; with all that hold."""
    answer = standards_of(benefit.area_code, on, insured=benefit.insured, mode=mode, level=benefit.level)
    named = [row for row in answer.rows if row.variant == variant]
    if named:
        return named[0], answer
    return (answer.rows[0] if len(answer.rows) == 1 else None), answer


def plan_on(benefit: Benefit, day: date) -> CarePlan | None:
    return benefit.plans.in_force(day).prefetch_related("items").first()


def states_on(benefits: BenefitQuerySet, day: date) -> dict[str, int]:
    """How many of the benefits stand in each state on a day, `none` where they have no period then; one query."""
    standing: Any = benefits.standing_on(day)
    rows = standing.order_by().values("state_that_day").annotate(people=Count("pk"))
    return {row["state_that_day"] or "none": row["people"] for row in rows}


def clients_per_carer(provider_ids: Iterable[int], on: date) -> dict[int, tuple[int, int]]:
    """Persons at home and carers serving, by provider; two queries for any number of persons. C9. 天津（四）."""
    ids = list(provider_ids)
    homes = BenefitPeriod.objects.covering(on).filter(provider_id__in=ids, mode=Mode.HOME, state="active")
    people = dict(
        homes.order_by().values("provider_id").annotate(n=Count("benefit_id")).values_list("provider_id", "n")
    )
    serving = StaffMember.objects.serving(on).filter(organisation_id__in=ids, kind=StaffMember.Kind.CARER)
    carers = dict(
        serving.order_by().values("organisation_id").annotate(n=Count("pk")).values_list("organisation_id", "n")
    )
    return {pk: (people.get(pk, 0), carers.get(pk, 0)) for pk in ids}


def per_carer(on: date, first: date) -> dict[int, int]:
    """How many persons each carer has served from `first` to `on`; one query."""
    rows = ServiceRecord.objects.live().between(first, on).order_by().values("carer_id")
    return dict(rows.annotate(n=Count("benefit_id", distinct=True)).values_list("carer_id", "n"))


def records_of_month(benefit: Benefit, first: date, last: date) -> "QuerySet[ServiceRecord]":
    return benefit.records.live().between(first, last).select_related("carer")


def promised(provider_id: int, on: date) -> int:
    """Homes that a provider has accepted or been offered, served now or from a later day. One query."""
    states = (Placement.State.ACCEPTED, Placement.State.OFFERED)
    rows = Placement.objects.filter(provider_id=provider_id, mode=Mode.HOME, state__in=states)
    still = Q(benefit__provider_id=provider_id) | Q(state=Placement.State.OFFERED)
    live = rows.filter(still).exclude(benefit__state="ended")
    return live.values("benefit_id").distinct().count()


def records_at_odds(benefit: Benefit) -> int:
    """Records that count, of days on which the benefit is not active as it is now known; one query."""
    active = BenefitPeriod.objects.filter(
        Q(until__isnull=True) | Q(until__gte=OuterRef("served_on")),
        benefit=OuterRef("benefit"),
        since__lte=OuterRef("served_on"),
        state="active",
    )
    return benefit.records.live().filter(~Exists(active)).count()


def month(benefit: Benefit, first: date, until: date) -> dict[str, Any]:
    """Planned against done of the month of `first`: days and items; items are counted up to `until`. Four queries."""
    last = days_of(first)[-1]
    plans = benefit.plans.filter(state=CarePlan.State.CONFIRMED, effective_from__lte=last).prefetch_related("items")
    lines = [
        PlanLine(row.code, row.name, tuple(row.weekdays), plan.effective_from, plan.effective_until)
        for plan in plans
        for row in plan.items.all()
    ]
    records = list(records_of_month(benefit, first, last))
    done = [DoneLine(row.served_on, one.code, one.name, one.times) for row in records for one in row.items]
    days = by_day(first, stored(benefit), lines, done)
    return {"days": days, "items": by_item(days, lines, done, until), "records": records}


def needing(what: str) -> Q:
    """Benefits that wait for one step; a live benefit waits for the first that is missing."""
    placed = Placement.objects.filter(benefit=OuterRef("pk"))
    plans = CarePlan.objects.filter(benefit=OuterRef("pk"))
    chosen, offered = placed.filter(state="chosen"), placed.filter(state="offered")
    accepted = placed.filter(state="accepted")
    live = ~Q(state="ended")
    return (
        live
        & {
            "choice": ~Q(Exists(placed.filter(state__in=("chosen", "offered", "accepted")))),
            "dispatch": Q(Exists(chosen)),
            "answer": Q(Exists(offered)),
            "plan": Q(Exists(accepted)) & ~Q(Exists(plans.exclude(state="replaced"))),
            "confirm": Q(Exists(plans.filter(state="draft"))),
            "family": Q(Exists(FamilyCarerEntry.objects.open().filter(benefit=OuterRef("pk")))),
        }[what]
    )
