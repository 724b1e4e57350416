"""Whose conclusion runs out: the list, the call-up of many at once, and what came of each. A17."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.posts import Kind, Post
from assessment.acts.reassessing import VALIDITY
from assessment.models import Assessment
from policy import Line, rule
from policy.words import shown
from workflow import acts
from workflow.refusal import Refusal

PAGE = 50
ACT = "assessment.order_reassessment"
READERS = (Post.SUPERVISOR, Post.DISPATCHER)


class CallupFilter(forms.Form):
    """Which of them: by how the call-up stands and by the month in which the conclusion ends."""

    STANDING = [("", "全部"), ("open", "尚未通知"), ("called", "已通知"), ("refused", "拒不配合"), ("over", "已经届满")]

    standing = forms.ChoiceField(label="情况", choices=STANDING, required=False)
    month = forms.CharField(
        label="届满月份", required=False, widget=forms.DateInput(attrs={"type": "month"}), max_length=7
    )

    def clean_month(self) -> date | None:
        text = self.cleaned_data["month"]
        try:
            return date.fromisoformat(f"{text}-01") if text else None
        except ValueError:
            raise forms.ValidationError("请选择年月，如 2026-05。") from None

    def narrowed(self, rows: "QuerySet[Assessment]", on: date) -> "QuerySet[Assessment]":
        chosen = self.cleaned_data if self.is_valid() else {}
        match chosen.get("standing"):
            case "open":
                rows = rows.filter(reassess_because="")
            case "called":
                rows = rows.exclude(reassess_because="").filter(refused_on__isnull=True)
            case "refused":
                rows = rows.filter(refused_on__isnull=False)
            case "over":
                rows = rows.filter(valid_until__lt=on)
        month = chosen.get("month")
        if month:
            after = (month.replace(day=28) + timedelta(days=4)).replace(day=1)
            rows = rows.filter(valid_until__gte=month, valid_until__lt=after)
        return rows


@access(*READERS)
def callups(request: DeskRequest) -> HttpResponse:
    """Qualifying conclusions that end within the region's days, the earliest first; those run out stay."""
    today = timezone.localdate()
    line = _line(request, today)
    form = CallupFilter(request.GET or None)
    rows = form.narrowed(_mine(request, today, line), today)
    page = Paginator(rows.order_by("valid_until", "pk").select_related("application__person"), PAGE)
    shown_page = page.get_page(request.GET.get("page"))
    return render(request, "assessment/callups.html", _context(request, form, line, today) | {"page": shown_page})


@access(*READERS)
@require_POST
def call_up(request: DeskRequest) -> HttpResponse:
    """Order the re-assessment of each that was ticked: one refusal never stops the others, and each is told."""
    today, now = timezone.localdate(), timezone.now()
    line = _line(request, today)
    asked = [pk for pk in map(_uuid, request.POST.getlist("assessment")) if pk][:PAGE]
    cases = {case.pk: case for case in _mine(request, today, line).filter(pk__in=asked)}
    results = [_one(request, cases[pk], now) for pk in dict.fromkeys(asked) if pk in cases]
    done = sum(refusal is None for _, refusal, _ in results)
    context = _context(request, CallupFilter(), line, today)
    context |= {"results": results, "done": done, "failed": len(results) - done}
    return render(request, "assessment/callup_results.html", context, status=200 if results else 422)


def _one(request: DeskRequest, case: Assessment, now: Any) -> tuple[Assessment, Refusal | None, tuple[Any, ...]]:
    try:
        done = acts.perform(ACT, case=case, by=request.actor, now=now, because=VALIDITY)
    except Refusal as refusal:
        return case, refusal, ()
    return case, None, done.letters


def _mine(request: DeskRequest, today: date, line: Line) -> "QuerySet[Assessment]":
    agencies = [seat.organisation_id for seat in request.actor.seats if seat.post in READERS]
    rows = Assessment.objects.visible_to(request.actor).filter(agency_id__in=agencies)
    return rows.running_out(today + timedelta(days=line.value))


def _line(request: DeskRequest, today: date) -> Line:
    """The rule of the agency whose list it is."""
    seats: Iterable[Any] = (s for s in request.actor.seats if s.kind == Kind.AGENCY and s.post in READERS)
    return rule("assessment.validity_callup", area=next(iter(seats)).area_code, on=today)


def _context(request: DeskRequest, form: CallupFilter, line: Line, today: date) -> dict[str, Any]:
    return {
        "form": form,
        "line": line,
        "length": shown(line),
        "today": today,
        "may_call": request.actor.holds(Post.SUPERVISOR),
    }


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
