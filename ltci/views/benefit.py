"""The page of a benefit: how it stands and why, who cares, the plan, the next acts. C1–C8."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import signed_in
from accounts.actors import Actor
from accounts.desk_request import DeskRequest
from accounts.posts import Kind
from care import briefs, letters, queries
from care.acts.family import provided_in
from care.calendar import week_of
from care.models import Benefit, FamilyCarerEntry, Placement
from care.permissions import is_provider_only, letters_seen
from care.rules.family import full_from
from care.rules.periods import last_day, state_on
from care.states import State
from documents.models import Letter
from ltci import presenting
from ltci.file_boxes import boxes_of
from workflow.models import Deadline, JournalEntry
from workflow.models.deadline import OPEN

FEW = 5


@signed_in
def benefit(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Each sees what is theirs: providers nothing of what others did, the person plain words."""
    by, now = request.actor, timezone.now()
    rows = Benefit.objects.visible_to(by).select_related(*Benefit.READ_WITH, "handler", "application__agency")
    case = rows.filter(pk=pk).first()
    if case is None:
        raise Http404
    today = timezone.localdate(now)
    own = not by.seats or case.belongs_to(by)
    plans = case.plans.visible_to(by)
    plan = plans.in_force(today).prefetch_related("items").first() or plans.filter(state="confirmed").last()
    records = case.records.live().visible_to(by).select_related("carer", "rating")
    context = {
        "case": case,
        "own": own,
        "now_said": said(case, today),
        "level_label": letters.level_label(case),
        "periods": list(case.periods.select_related("provider")),
        "why": why(case, asked_day(request.GET.get("on", ""), today)),
        "placements": list(Placement.objects.visible_to(by).filter(benefit=case).select_related("provider")),
        "plan": plan,
        "plan_items": briefs.plan_rows(plan) if plan else [],
        "week": week_of(plan.items.all()) if plan else [],
        "draft": plans.filter(state="draft").first(),
        "versions": plans.count(),
        "records": list(records.order_by("-started_at")[:FEW]),
        "stays": list(case.stays.all()),
        "suspensions": list(case.suspensions.all()),
        "consents": list(case.consents.all()),
        "today": today,
        **_family(case, by),
        **_working(case, by, now),
    }
    return render(request, "desk/benefit.html", context)


def _family(case: Benefit, by: Actor) -> dict[str, Any]:
    """Family carers and the entry that waits, where the region has them; the last day of the training of each."""
    months = provided_in(case)
    if months is None:
        return {}
    ties = list(case.family_carers.visible_to(by).select_related("member__organisation").order_by("since", "pk"))
    entry = FamilyCarerEntry.objects.visible_to(by).filter(benefit=case).select_related("provider").last()
    shown = entry if entry is not None and entry.state != FamilyCarerEntry.State.APPROVED else None
    full = {tie.pk: full_from(tie.member.trained_from, months) for tie in ties if tie.member.trained_from}
    return {"family": [(tie, full.get(tie.pk)) for tie in ties], "family_entry": shown, "family_months": months}


def _working(case: Benefit, by: Actor, now: datetime) -> dict[str, Any]:
    acts = presenting.next_acts_of([case], by, now)
    limits = list(Deadline.objects.filter(case_id=case.pk).order_by("due_on", "starts_on"))
    agency = any(seat.kind == Kind.AGENCY for seat in by.seats)
    entries = JournalEntry.objects.filter(case_id=str(case.pk)).order_by("-id") if agency else []
    return {
        "acts": [row for row in acts if not row.aside],
        "other_acts": [row for row in acts if row.aside],
        "letters": list(Letter.objects.of_case(case.pk).filter(letters_seen(by))),
        "limits": [limit for limit in limits if limit.state in OPEN],
        "story": presenting.story(entries, presenting.BENEFIT_LABELS),
        "file_boxes": boxes_of([("照片、签名和同意书", case)], by),
        "to_matter": agency or case.belongs_to(by),
        "provider_only": is_provider_only(by),
    }


def asked_day(text: str, today: date) -> date:
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return today
    return found if date(2000, 1, 1) <= found <= date(2100, 1, 1) else today


def why(case: Benefit, day: date) -> dict[str, Any]:
    """How the benefit stands on a day, by which event and article."""
    facts, rows = queries.facts_of(case), queries.stored(case)
    state = state_on(rows, day, last_day(facts))
    stored = case.periods.covering(day).select_related("provider").first()
    return {"day": day, "state": state, "label": State(state).label, "period": stored}


PLAIN = {
    State.PENDING: "待遇还没有开始",
    State.ACTIVE: "正在享受待遇",
    State.SUSPENDED: "待遇暂停",
    State.ENDED: "待遇已经终止",
}


def said(case: Benefit, today: date) -> str:
    """How it stands, for the person."""
    if case.state == State.PENDING and case.starts_on:
        return f"待遇自{case.starts_on.year}年{case.starts_on.month}月{case.starts_on.day}日起"
    return PLAIN[State(case.state)]
