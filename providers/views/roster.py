"""Many assessors and experts at once: the template, a trial run, the import, the copy with what is wrong. A19."""

import base64
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from documents import workbooks
from providers.acts.import_roster import import_roster
from providers.forms.register import RosterForm
from providers.models.engagement import BODY_SIDE
from providers.rules.roster import ROSTER
from workflow.forms import point_out
from workflow.refusal import Refusal

SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(*BODY_SIDE)
@require_safe
def template(request: DeskRequest) -> HttpResponse:
    response = HttpResponse(workbooks.blank(ROSTER), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{ROSTER.title}.xlsx')}"
    return response


@access(*BODY_SIDE)
def upload(request: DeskRequest) -> HttpResponse:
    """Check a roster and propose everybody in it; `check` only looks. The marked copy is in the page, kept nowhere."""
    mine = [seat.organisation_id for seat in request.actor.seats if seat.post in BODY_SIDE]
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RosterForm(*sent, organisations=Organisation.objects.filter(pk__in=mine).order_by("name"))
    context = {"form": form, "template": ROSTER}
    if not form.is_valid():
        return render(request, "providers/import.html", context, status=422 if form.is_bound else 200)
    file, dry = form.cleaned_data["file"], "check" in request.POST
    content = file.read()
    try:
        report = import_roster(
            content=content, name=file.name, organisation=form.cleaned_data["organisation"], by=request.actor,
            now=timezone.now(), dry_run=dry,
        )  # fmt: skip
    except Refusal as refusal:
        point_out(form, refusal)
        return render(request, "providers/import.html", context | {"refusal": refusal}, status=422)
    if not report.faults and not dry:
        messages.success(request, f"已申报 {len(report.proposed)} 人，等待经办机构审核。")
        return redirect("providers:engagements")
    context |= {"report": report, "faults": report.faults[:SHOWN]}
    if report.faults:
        copy = workbooks.marked(ROSTER, content, report.faults)
        context["copy"] = f"data:{XLSX};base64,{base64.b64encode(copy).decode()}"
    return render(request, "providers/import.html", context, status=422 if report.faults else 200)
