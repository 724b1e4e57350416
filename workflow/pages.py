"""The page of an act: what will happen, the form, the button; one view for all acts of a kind of case."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import select_template
from django.utils import timezone

from accounts.desk_request import DeskRequest
from workflow import acts
from workflow.forms import ActForm, NothingForm
from workflow.refusal import Code, Refusal


def act_page(
    request: DeskRequest, *, model: str, forms: Mapping[str, type[ActForm]], name: str, pk: UUID
) -> HttpResponse:
    """GET shows the act's form or why it is closed; POST performs it and goes back to the matter."""
    if name not in acts.registry or acts.registry[name].model != model:
        raise Http404
    row, now = acts.registry[name], timezone.now()
    case = _visible(row, request, pk)
    form_class = forms.get(name, NothingForm)
    if request.method != "POST":
        refusal = acts.why_not(name, case=case, by=request.actor, now=now)
        return _page(request, row, case, form_class(case=case, by=request.actor, now=now), refusal, 200)
    form = form_class(request.POST, request.FILES, case=case, by=request.actor, now=now)
    if not form.is_valid():
        return _page(request, row, case, form, None, 422)
    try:
        done = acts.perform(
            name,
            case=case,
            by=request.actor,
            now=now,
            version=_version(request),
            key=request.POST.get("request_key") or None,
            **form.inputs(),
        )
    except Refusal as refusal:
        return _page(request, row, case, form, refusal, 422 if refusal.code == Code.INVALID_INPUT else 409)
    messages.success(request, _told(row, done))
    return redirect("matter", done.case.matter)


def _visible(row: acts.Act, request: DeskRequest, pk: UUID) -> Any:
    manager: Any = row.case_model()._default_manager
    case = manager.visible_to(request.actor).filter(pk=pk).first()
    if case is None:
        raise Http404
    return case


def _version(request: DeskRequest) -> int:
    """The version that the page was made from; a form without one counts as older than everything."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _told(row: acts.Act, done: acts.Done) -> str:
    letters = "、".join(f"《{letter.label}》{letter.number}" for letter in done.letters)
    return f"已办理：{row.label}。" + (f"已生成{letters}。" if letters else "")


def _page(
    request: DeskRequest, row: acts.Act, case: Any, form: ActForm, refusal: Refusal | None, status: int
) -> HttpResponse:
    app, verb = row.name.split(".")
    template = select_template([f"{app}/acts/{verb}.html", "workflow/act.html"])
    context = {"act": row, "case": case, "form": form, "refusal": refusal, "application": _application(case)}
    context["article"] = row.article(case)
    return render(request, template.template.name, context, status=status)


def _application(case: Any) -> Any:
    return getattr(case, "application", case)
