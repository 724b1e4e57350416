"""The page of an act: what will happen, the form, the button; one view for all acts of a kind of case."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.utils import timezone

from accounts.desk_request import DeskRequest
from workflow import acts
from workflow.forms import ActForm, NothingForm, point_out, version_of
from workflow.models import Deadline
from workflow.refusal import Code, Refusal

# What the page of an act shows beside its form, by the name of the act.
Briefs = Mapping[str, Callable[[Any], dict[str, Any]]]


def act_page(
    request: DeskRequest, *, model: str, forms: Mapping[str, type[ActForm]], briefs: Briefs, name: str, pk: UUID
) -> HttpResponse:
    """GET shows the act's form or why it is closed; POST performs it and goes back to the matter.

    `briefs` gives what the person must see before deciding; a function of the act's form (its case, actor, moment).
    """
    if name not in acts.registry or acts.registry[name].model != model:
        raise Http404
    row, now = acts.registry[name], timezone.now()
    case = visible_case(row, request, pk)
    if row.seat_of(request.actor, case) is None:
        return _not_theirs(request, row, case, now)
    form_class = forms.get(name, NothingForm)
    if request.method != "POST":
        refusal = acts.why_not(name, case=case, by=request.actor, now=now)
        return _page(request, row, form_class(case=case, by=request.actor, now=now), briefs, refusal, 200)
    form = form_class(request.POST, request.FILES, case=case, by=request.actor, now=now)
    if not form.is_valid():
        return _page(request, row, form, briefs, None, 422)
    try:
        done = acts.perform(
            name,
            case=case,
            by=request.actor,
            now=now,
            version=version_of(request.POST) if form.versioned else None,
            key=request.POST.get("request_key") or None,
            **form.inputs(),
        )
    except Refusal as refusal:
        point_out(form, refusal)
        return _page(request, row, form, briefs, refusal, 422 if refusal.code == Code.INVALID_INPUT else 409)
    messages.success(request, _told(row, done))
    return redirect("matter", done.case.matter)


def _not_theirs(request: DeskRequest, row: acts.Act, case: Any, now: datetime) -> HttpResponse:
    """Who may see the case but not do the act learns who may, or who was faster; not the form nor what is beside it."""
    version = version_of(request.POST) if request.method == "POST" else None
    context = {
        "act": row,
        "case": case,
        "application": _application(case),
        "refusal": acts.why_not(row.name, case=case, by=request.actor, now=now, version=version),
        "closed": True,
        "article": row.article(case),
        "today": timezone.localdate(now),
    }
    template = select_template(_templates(row)[1:])
    return render(request, template.template.name, context, status=409 if request.method == "POST" else 200)


def _templates(row: acts.Act) -> list[str]:
    """The page of the act itself, of all acts of its chapter, of all acts."""
    app, verb = row.name.split(".")
    return [f"{app}/acts/{verb}.html", f"{app}/act.html", "workflow/act.html"]


def visible_case(row: acts.Act, request: DeskRequest, pk: UUID) -> Any:
    """The case of an act's page; 404 for whoever may not see it."""
    manager: Any = row.case_model()._default_manager
    case = manager.visible_to(request.actor).filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def _told(row: acts.Act, done: acts.Done) -> str:
    letters = "、".join(f"《{letter.label}》{letter.number}" for letter in done.letters)
    return f"已办理：{row.label}。" + (f"已生成{letters}。" if letters else "")


def _page(
    request: DeskRequest, row: acts.Act, form: ActForm, briefs: Briefs, refusal: Refusal | None, status: int
) -> HttpResponse:
    case = form.case
    template = select_template(_templates(row))
    context = {
        "act": row,
        "case": case,
        "application": _application(case),
        "form": form,
        "refusal": refusal,
        # What is closed before anything was filled in offers no form: the reason is all there is to say.
        "closed": refusal is not None and not form.is_bound,
        "article": row.article(case),
        "limits": Deadline.objects.of(case.matter).open(),
        "today": timezone.localdate(form.now),
        **(briefs[row.name](form) if row.name in briefs else {}),
    }
    return render(request, template.template.name, context, status=status)


def _application(case: Any) -> Any:
    return getattr(case, "application", case)
