"""Calls for applications: the public list and page, and the officer's form. D1."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import access, public
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from accounts.posts import Post
from policy import rule
from providers.acts.open_call import open_call
from providers.forms.designation import CallForm
from providers.models import Call
from workflow.forms import point_out
from workflow.refusal import Code, Refusal


@public
def calls(request: DeskRequest) -> HttpResponse:
    """Calls that are open today; who is an organisation's manager goes on to apply."""
    today = timezone.localdate()
    rows = Call.objects.open_on(today).select_related("agency")
    return render(request, "providers/calls.html", {"rows": rows, "today": today, "may_open": _may_open(request)})


def _may_open(request: DeskRequest) -> bool:
    return request.actor.holds(Post.AGREEMENT_OFFICER)


@public
def call(request: DeskRequest, pk: int) -> HttpResponse:
    """One call; a closed one says so and takes no applications."""
    row = get_object_or_404(Call.objects.select_related("agency"), pk=pk)
    today = timezone.localdate()
    line = rule(f"providers.{row.kind}.open_call", area=row.agency.area_id, on=row.opens_on)
    context = {"row": row, "open": row.opens_on <= today <= row.closes_on, "line": line, "today": today}
    return render(request, "providers/call.html", context)


@access(Post.AGREEMENT_OFFICER)
def new_call(request: DeskRequest) -> HttpResponse:
    """Publish a call for the officer's own agency."""
    seat = request.actor.seat((Post.AGREEMENT_OFFICER,))
    agency = get_object_or_404(Organisation, pk=seat.organisation_id if seat else None)
    now = timezone.now()
    form = CallForm(request.POST or None, agency=agency, today=timezone.localdate(now))
    refusal, status = None, 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            made = open_call(agency=agency, by=request.actor, now=now, **form.cleaned_data)
            messages.success(request, "招募公告已发布。")
            return redirect("providers:call", made.pk)
        except Refusal as refused:
            refusal, status = refused, 422 if refused.code == Code.INVALID_INPUT else 409
            point_out(form, refusal)
    return render(request, "providers/new_call.html", {"form": form, "refusal": refusal}, status=status)
