"""What every change of a benefit's facts brings: its periods anew, its state of today, the next day it turns."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from care import queries
from care.models import Benefit, BenefitPeriod
from care.rules.facts import Facts
from care.rules.periods import Period, last_day, periods, state_on
from care.rules.terms import DAY, Terms
from workflow import deadlines, journal
from workflow.acts import Context

TURN = "benefit_turn"


def settle(ctx: Context) -> str:
    """Write the periods of the case anew and return its state of today, for the act's transition."""
    return settled(ctx.case, ctx.today, ctx.now, ctx)


def settled(benefit: Benefit, today: date, now: datetime, ctx: Context | None = None) -> str:
    facts, terms = queries.facts_of(benefit), queries.terms_of(benefit)
    rows = periods(facts, terms)
    if rows and ctx is not None:
        _take_over(benefit, rows[0].since, ctx)
    _store(benefit, rows)
    _copy(benefit, rows, facts, today)
    _wait_for_turn(benefit, rows, facts, terms, today, now)
    return state_on(rows, today, last_day(facts))


def _store(benefit: Benefit, rows: list[Period]) -> None:
    """Nothing is written where nothing changed, so that an unchanged benefit keeps the numbers of its periods."""
    if queries.stored(benefit) == rows:
        return
    benefit.periods.all().delete()
    BenefitPeriod.objects.bulk_create(
        BenefitPeriod(
            benefit=benefit,
            person_id=benefit.person_id,
            since=row.since,
            until=row.until,
            state=row.standing.state,
            level=row.standing.level,
            mode=row.standing.mode,
            provider_id=int(row.standing.provider) if row.standing.provider else None,
            cause=row.standing.cause,
            event_on=row.standing.event_on,
            citation=row.standing.citation,
        )
        for row in rows
    )


def _copy(benefit: Benefit, rows: list[Period], facts: Facts, today: date) -> None:
    """Mode, provider and level of today, for lists: of the period that holds, else of the next, else of the last."""
    benefit.starts_on = rows[0].since if rows else None
    now = next((row for row in rows if row.covers(today)), None)
    nearest = now or next((row for row in rows if row.since > today), rows[-1] if rows else None)
    if nearest is not None:
        benefit.level = nearest.standing.level
    accepted = queries.last_accepted(benefit)
    if nearest is not None and nearest.standing.provider:
        benefit.mode, benefit.provider_id = nearest.standing.mode, int(nearest.standing.provider)
    elif accepted is not None:
        benefit.mode, benefit.provider_id = accepted.mode, accepted.provider_id


def _wait_for_turn(
    benefit: Benefit, rows: list[Period], facts: Facts, terms: Terms, today: date, now: datetime
) -> None:
    """One limit on the last day before the next change; the clock then takes the state over."""
    deadlines.void(matter=benefit.matter, on=today, kinds=(TURN,))
    turning = next_turn(rows, facts, today)
    if turning is not None:
        deadlines.start(
            case=benefit,
            kind=TURN,
            on=today,
            amount=(turning - DAY - today).days,
            unit="days",
            citation=terms.benefit_start.citation,
            basis="stated",
            now=now,
            act_at_due="care.turn",
        )


def next_turn(rows: list[Period], facts: Facts, today: date) -> date | None:
    """The first day after today on which the benefit will stand otherwise; None when no such day is known."""
    days = {row.since for row in rows} | {row.until + DAY for row in rows if row.until}
    end = last_day(facts)
    if end is not None:
        days.add(end + DAY)
    return min((day for day in days if day > today), default=None)


def _take_over(benefit: Benefit, since: date, ctx: Context) -> None:
    """An earlier benefit of the person that still runs ends on the day before this one begins."""
    others = Benefit.objects.filter(person_id=benefit.person_id, created_at__lt=benefit.created_at)
    reaching = others.filter(periods__in=BenefitPeriod.objects.filter(until__isnull=True))
    reaching |= others.filter(periods__in=BenefitPeriod.objects.filter(until__gte=since))
    for pk in list(reaching.exclude(pk=benefit.pk).values_list("pk", flat=True).distinct()):
        _end_followed(pk, since - DAY, ctx, benefit.pk)


def _end_followed(pk: UUID, day: date, ctx: Context, by: Any) -> None:
    earlier = Benefit.objects.select_for_update(of=("self",)).get(pk=pk)
    old_state = earlier.state
    if earlier.last_day is None or earlier.last_day > day:
        earlier.last_day, earlier.end_cause = day, Benefit.EndCause.FOLLOWED
    earlier.turn(settled(earlier, ctx.today, ctx.now))
    earlier.version += 1
    earlier.save()
    journal.record(
        area_code=earlier.area_code,
        act=ctx.act.name,
        by=ctx.by,
        seat=ctx.seat,
        now=ctx.now,
        matter=earlier.matter,
        case_kind=earlier.kind_name(),
        case_id=str(earlier.pk),
        old_state=old_state,
        new_state=str(earlier.state),
        citation=ctx.article,
        changed={"followed_by": str(by)},
    )
