"""The page of a matter of an organisation: its designation, its agreements, their story, letters, next acts. D1–D8."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.actors import Actor
from accounts.desk_request import DeskRequest
from accounts.posts import Kind
from documents.models import Letter
from ltci import presenting
from ltci.file_boxes import boxes_of
from providers import queries, staffing
from providers.models import Agreement, Designation
from providers.permissions import LOOKING, shows
from providers.states import State
from workflow.models import Deadline, JournalEntry
from workflow.models.deadline import OPEN


def organisation_matter(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Each sees what they may: the agency and the organisation the whole matter, the panel the designation."""
    by, now = request.actor, timezone.now()
    designations = Designation.objects.visible_to(by).select_related("organisation", "agency__area", "call")
    designation = designations.filter(matter=pk).first()
    rows = (
        Agreement.objects.visible_to(by).filter(matter=pk).select_related("organisation", "agency__area", "designation")
    )
    agreements = list(rows.order_by("-starts_on"))
    if designation is None and not agreements:
        raise Http404
    cases: list[Any] = [*([designation] if designation else []), *agreements]
    acts = presenting.next_acts_of(cases, by, now)
    limits = list(Deadline.objects.filter(case_id__in=[case.pk for case in cases]).order_by("due_on", "starts_on"))
    letters = Letter.objects.of_matter(pk).filter(case_id__in=[case.pk for case in cases])
    context = {
        "standing": cases[0] if designation and designation.state != State.AGREED else (agreements or cases)[0],
        "organisation": cases[0].organisation,
        "agency": cases[0].agency,
        "designation": designation,
        "agreements": agreements,
        "acts": [row for row in acts if not row.aside],
        "other_acts": [row for row in acts if row.aside],
        "letters": [row for row in letters if shows(row.kind, by)],
        "limits": [limit for limit in limits if limit.state in OPEN],
        "past_limits": [limit for limit in limits if limit.state not in OPEN],
        "story": presenting.story(reversed(_entries(cases)), presenting.DESIGNATION_LABELS),
        "today": timezone.localdate(now),
        **(_designation(designation, by) if designation else {}),
        **_staffing(cases[0], by, now),
    }
    return render(request, "desk/organisation_matter.html", context)


def _entries(cases: list[Any]) -> list[JournalEntry]:
    """The journal; that somebody has voted is told, what they voted never stands in it before all have."""
    return list(JournalEntry.objects.filter(case_id__in=[str(case.pk) for case in cases]).order_by("id"))


def _designation(case: Designation, by: Actor) -> dict[str, Any]:
    held = set(case.materials)
    codes = list(dict.fromkeys([*queries.required_of(case), *case.materials]))
    agency = any(seat.kind == Kind.AGENCY and seat.post in LOOKING for seat in by.seats)
    closed = queries.votes_closed(case)
    return {
        "papers": [{"label": queries.label_of(c), "brought": c in held, "required": True} for c in codes],
        "file_boxes": boxes_of([("申请材料、现场照片", case)], by),
        "records": list(case.records.select_related("made_by")) if _inside(case, by) else [],
        "panel": queries.panel_of(case) if _inside(case, by) else [],
        "votes_closed": closed,
        "objections": list(case.objections.all()) if agency else [],
    }


def _inside(case: Designation, by: Actor) -> bool:
    """The agency and the panel; the organisation learns the result, not who found what."""
    agency = any(seat.kind == Kind.AGENCY and seat.post in LOOKING for seat in by.seats)
    return agency or case.panel_now().filter(user_id=by.user_id).exists()


def _staffing(case: Any, by: Actor, now: datetime) -> dict[str, Any]:
    """What the roster lacks today, and the live figure of persons per home carer. C9."""
    if case.kind != Kind.PROVIDER:
        return {}
    today = timezone.localdate(now)
    severe, carers, wrong = staffing.per_carer(case.organisation_id, case.area_code, today)
    return {
        "is_provider": True,
        "lacking": [*staffing.lacking(case, today), *([wrong] if wrong else [])],
        "severe": severe,
        "carers": carers,
    }
