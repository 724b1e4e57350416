"""What is true beside the states of a matter: public list, rosters, what C9 misses, plan, contract, evaluation."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ltci.rehearsal import rosters
from ltci.rehearsal.reading import Step
from providers import queries, staffing
from providers.models import HandlerContract, HandlerEvaluation, StaffMember

if TYPE_CHECKING:
    from ltci.rehearsal.playing import Play


def _public_list(play: "Play", wanted: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """By organisation: the fields that the public list shows of it, its state where an end is made known, or null."""
    on = timezone.localdate(step.at)
    found: dict[str, Any] = {}
    for name in wanted:
        place = (play.stage.bodies | play.stage.providers)[name]
        row = queries.in_force_publicly(on, place.kind).filter(organisation=place).first()
        ended = [row.state for row in queries.ended_publicly(on, place.kind) if row.organisation_id == place.pk]
        shown = [field for field, text in queries.list_entry(row, on).items() if text] if row else None
        found[name] = shown if row else (ended or [None])[-1]
    return found


def _staff(play: "Play", wanted: Mapping[str, Any], step: Step) -> dict[str, Any]:
    """By name: null where nobody of that name is on the roster; `serving`: may serve on this day."""
    return {name: _of_member(rosters.found(play, name), said, step) for name, said in wanted.items()}


def _of_member(row: StaffMember | None, said: Mapping[str, Any] | None, step: Step) -> dict[str, Any] | None:
    if row is None:
        return None
    on = timezone.localdate(step.at)
    serving = {"serving": StaffMember.objects.serving(on).filter(pk=row.pk).exists()}
    return {field: serving[field] if field in serving else told(getattr(row, field)) for field in said or {"state": ""}}


def _lacking(play: "Play", wanted: Any, step: Step) -> list[str]:
    """Rules of the region that the people of the organisation do not meet, by the agreement or else the application."""
    case = play.agreement or play.designation
    return [finding.rule for finding in staffing.lacking(case, timezone.localdate(step.at))] if case else []


def _plan(play: "Play", wanted: Mapping[str, Any], step: Step) -> dict[str, Any]:
    row = play.benefit.plans.last() if play.benefit else None
    return {name: told(getattr(row, name, None)) for name in wanted}


def _contract(play: "Play", wanted: Mapping[str, Any], step: Step) -> dict[str, Any]:
    row = HandlerContract.objects.filter(pk=play.contract.pk).first() if play.contract else None
    return {name: told(getattr(row, name, None)) for name in wanted}


def _evaluation(play: "Play", wanted: Mapping[str, Any], step: Step) -> dict[str, Any]:
    row = HandlerEvaluation.objects.filter(pk=play.evaluation.pk).first() if play.evaluation else None
    return {name: told(getattr(row, name, None)) for name in wanted}


def told(value: Any) -> Any:
    """As a scenario writes it: sums and days in words."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


OBSERVED: dict[str, Callable[["Play", Any, Step], Any]] = {
    "public_list": _public_list,
    "staff": _staff,
    "lacking": _lacking,
    "plan": _plan,
    "contract": _contract,
    "evaluation": _evaluation,
}
