from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from enrolment.acts.import_people import import_people
from enrolment.forms import ImportForm
from enrolment.rules.roster_file import COLUMNS, REQUIRED
from enrolment.views.people import WRITERS
from workflow.forms import point_out
from workflow.refusal import Refusal

SHOWN = 200


@access(*WRITERS)
def upload(request: DeskRequest) -> HttpResponse:
    """Check a roster and take it whole; `check` only looks. Errors stand by row, the first 200 of them."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context = {"form": form, "columns": list(COLUMNS), "required": REQUIRED}
    if request.method != "POST":
        return render(request, "enrolment/import.html", context)
    if not form.is_valid():
        return render(request, "enrolment/import.html", context, status=422)
    file, dry = form.cleaned_data["file"], "check" in request.POST
    try:
        report = import_people(content=file.read(), name=file.name, by=request.actor, now=timezone.now(), dry_run=dry)
    except Refusal as refusal:
        point_out(form, refusal)
        return render(request, "enrolment/import.html", context | {"refusal": refusal}, status=422)
    if report.errors or dry:
        shown = context | {"report": report, "errors": report.errors[:SHOWN], "dry": dry}
        return render(request, "enrolment/import.html", shown, status=422 if report.errors else 200)
    messages.success(request, f"已导入：新增 {report.created} 人，变更 {report.changed} 人，未变 {report.same} 人。")
    return redirect("enrolment:people")
