"""Printing many letters together: asking, looking how far it is, fetching the volumes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Func, IntegerField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import access
from accounts.desk_request import DeskRequest
from documents import print_runs
from documents.kinds import CHOICES
from documents.models import PrintRun
from documents.responses import pdf_response
from workflow.forms import point_out
from workflow.refusal import Code, Refusal

PAGE = 20


class PrintRunForm(forms.Form):
    kind = forms.ChoiceField(label="文书种类", choices=[("", "全部种类"), *CHOICES], required=False)
    since = forms.DateField(label="出具日期自", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    until = forms.DateField(label="出具日期至", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


@access(*print_runs.POSTS)
def runs(request: DeskRequest) -> HttpResponse:
    """The runs that the reader asked for, and the form for another."""
    now = timezone.now()
    today = timezone.localdate(now)
    form = PrintRunForm(request.POST or None, initial={"since": today, "until": today})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            key = request.POST.get("request_key", "")
            return redirect(print_runs.ask(**form.cleaned_data, by=request.actor, now=now, key=key).url)
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    rows = PrintRun.objects.visible_to(request.actor).defer("letters")
    page = Paginator(_counted(rows), PAGE).get_page(request.GET.get("page"))
    status = 200 if not form.is_bound else 409 if refusal and refusal.code != Code.INVALID_INPUT else 422
    return render(request, "documents/runs.html", {"form": form, "refusal": refusal, "page": page}, status=status)


def _counted(rows: Any) -> Any:
    """With the number of letters in place of the letters."""
    return rows.annotate(asked=Func(F("letters"), function="cardinality", output_field=IntegerField()))


def _one(request: DeskRequest, pk: UUID) -> PrintRun:
    run = PrintRun.objects.visible_to(request.actor).filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


@access(*print_runs.POSTS)
@require_safe
def run(request: DeskRequest, pk: UUID) -> HttpResponse:
    """How far a run is, its volumes, what could not be printed."""
    return render(request, "documents/run.html", {"run": _one(request, pk), "kept": print_runs.kept_hours()})


@access(*print_runs.POSTS)
@require_safe
def progress(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The part of the page that changes, for the script that asks again."""
    return render(request, "documents/run_progress.html", {"run": _one(request, pk), "kept": print_runs.kept_hours()})


@access(*print_runs.POSTS)
@require_safe
def volume(request: DeskRequest, pk: UUID, number: int) -> HttpResponse:
    """One volume as PDF."""
    found = _one(request, pk)
    try:
        content = print_runs.fetch(run=found, number=number, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(found.url)
    return pdf_response(content, f"{found.label}-{found.since}至{found.until}-第{number}册.pdf")


@access(*print_runs.POSTS)
@require_POST
def again(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Begin anew what was interrupted or left letters out."""
    found = _one(request, pk)
    try:
        print_runs.again(run=found, by=request.actor, now=timezone.now())
        messages.success(request, "已重新开始制作。")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect(found.url)
