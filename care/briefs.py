"""What the page of an act shows before somebody decides: the placement, the plan with its week, what limits it."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from care import letters, queries
from care.acts import planning
from care.acts.family import provided_in
from care.calendar import week_of, week_of_lines
from care.forms import FORMS
from care.models import CarePlan
from care.rules.family import full_from
from care.rules.plan_limits import Planned
from policy.words import shown
from workflow.deadlines.foreseeing import foresee
from workflow.models import Deadline


def _line(case: Any, key: str) -> Any:
    from policy import rule

    return rule(key, area=case.area_code, on=case.policy_on)


def placing(form: Any) -> dict[str, Any]:
    """What holds now, and what was chosen or offered."""
    case = form.case
    line = _line(case, "care.dispatch_answer")
    today = timezone.localdate(form.now)
    return {
        "accepted": queries.last_accepted(case),
        "placement": queries.open_placement(case),
        "answer_due": foresee("dispatch_answer", today, line) if line.value is not None else None,
        "mode_change": shown(_line(case, "care.mode_change_from")),
        "level_label": letters.level_label(case),
    }


def plan(form: Any) -> dict[str, Any]:
    """Standard, consents and the week of what has been filled in."""
    case = form.case
    accepted = queries.last_accepted(case)
    if accepted is None:
        return {}
    standard, answer = queries.standard_for(case, accepted.mode, accepted.variant, form.day)
    return {
        "accepted": accepted,
        "standard_words": letters.limit_words(standard),
        "variants": [row.variant for row in answer.rows] if standard is None else [],
        "standard_missing": answer.missing,
        "standard_citation": answer.citation,
        "standard_basis": _line(case, "care.benefit_standards").basis,
        "consents": list(case.consents.in_force(form.day)),
        **checked(form),
    }


def checked(form: Any) -> dict[str, Any]:
    """The lines as they stand in the form, held against everything; nothing while nothing was filled in."""
    rows = lines_of(form)
    if not rows:
        return {"findings": [], "week": [], "filled": False}
    accepted = queries.last_accepted(form.case)
    if accepted is None:
        return {"findings": [], "week": [], "filled": False}
    held = planning.ground(form.case, accepted.mode, accepted.variant, form.day)
    return {
        "findings": planning.faults(form.case, rows, held, form.day),
        "week": week_of_lines(rows, {code: item.name for code, item in held.catalogue.items()}),
        "filled": True,
    }


def lines_of(form: Any) -> list[Planned]:
    if not form.is_bound:
        plan = form.case.plans.exclude(state=CarePlan.State.REPLACED).last()
        items = plan.items.all() if plan else []
        return [
            Planned(row.code, tuple(row.weekdays), row.minutes, row.performer, row.name, row.price_fen) for row in items
        ]
    found = [line for row in form.lines if row.is_valid() and (line := row.line()) is not None]
    return planning.planned(found)


def confirm(form: Any) -> dict[str, Any]:
    draft = form.case.plans.filter(state=CarePlan.State.DRAFT).select_related("provider", "drafted_by").first()
    if draft is None:
        return {}
    return {"plan": draft, "items": plan_rows(draft), "week": week_of(draft.items.all())}


def plan_rows(plan: CarePlan) -> list[dict[str, Any]]:
    return [
        {
            "item": row,
            "days": letters.weekday_words(row.weekdays),
            "price": letters.yuan(row.price_fen),
            "performer": letters.performer_label(row.performer),
        }
        for row in plan.items.select_related("item")
    ]


def evaluate(form: Any) -> dict[str, Any]:
    today = timezone.localdate(form.now)
    held = queries.plan_on(form.case, today)
    month = queries.month(form.case, today.replace(day=1), today)
    return {"plan": held, "items": month["items"]}


def record(form: Any) -> dict[str, Any]:
    today = timezone.localdate(form.now)
    mine = form.case.records.live().filter(served_on=today).select_related("carer")
    return {"today_records": list(mine.order_by("started_at"))}


def with_limits(brief: Callable[[Any], dict[str, Any]]) -> Callable[[Any], dict[str, Any]]:
    """Beside the form stand the limits of the benefit alone: how the assessment stands is no matter of a provider's."""

    def both(form: Any) -> dict[str, Any]:
        return {"limits": Deadline.objects.filter(case_id=form.case.pk).open(), **brief(form)}

    return both


def nothing(form: Any) -> dict[str, Any]:
    return {}


def family(form: Any) -> dict[str, Any]:
    """The entry of a family carer that waits to be checked."""
    entry = form.case.family_entries.open().select_related("provider", "proposed_by").first()
    months = provided_in(form.case)
    full = full_from(entry.trained_from, months) if entry and months else None
    return {"family_entry": entry, "family_full": full, "family_months": months}


OWN: dict[str, Callable[[Any], dict[str, Any]]] = {
    "care.choose": placing,
    "care.dispatch": placing,
    "care.accept_dispatch": placing,
    "care.decline_dispatch": placing,
    "care.change_mode": placing,
    "care.change_provider": placing,
    "care.draft_plan": plan,
    "care.revise_plan": plan,
    "care.confirm_plan": confirm,
    "care.evaluate_plan": evaluate,
    "care.record_service": record,
    "care.approve_family_carer": family,
    "care.return_family_carer": family,
}
BRIEFS = {name: with_limits(OWN.get(name, nothing)) for name in FORMS}
