"""A provider's uploads: the template made for it, sending, progress, the marked file, confirming a trial run."""

from datetime import date
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from accounts.posts import Post
from settlement import permissions
from settlement.forms import DECLARATIONS, TemplateForm, UploadForm
from settlement.intake import marking, receiving, template
from settlement.models import ClaimBatch, Intake
from settlement.tasks import work_off
from workflow.forms import point_out
from workflow.refusal import Refusal

SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def place(request: DeskRequest) -> Organisation:
    """The organisation for which the actor sends; 404 without one."""
    seat = request.actor.seat(permissions.SENDERS)
    if seat is None or seat.organisation_id is None:
        raise Http404
    return Organisation.objects.select_related("area").get(pk=seat.organisation_id)


def kind_of(request: DeskRequest) -> ClaimBatch.Kind:
    """What the actor's organisation claims; 404 without one."""
    seat = request.actor.seat(permissions.SENDERS)
    if seat is None:
        raise Http404
    return permissions.CLAIMED_BY[Post(seat.post)]


def last_month(today: date) -> date:
    return date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)


@access(*permissions.SENDERS)
def upload(request: DeskRequest) -> HttpResponse:
    """Receive a file and let the worker check and take it; `check` only checks."""
    today, kind = timezone.localdate(), kind_of(request)
    initial = {"month": f"{last_month(today):%Y-%m}"}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, initial=initial, kind=kind)
    mine = Intake.objects.visible_to(request.actor).select_related("by")[:10]
    context = {"form": form, "template_form": TemplateForm(initial=initial), "intakes": mine, "kind": kind}
    if request.method != "POST":
        return render(request, "settlement/upload.html", context)
    if not form.is_valid():
        return render(request, "settlement/upload.html", context, status=422)
    file = form.cleaned_data["file"]
    try:
        intake = receiving.begin(
            provider=place(request), month=form.cleaned_data["month"], by=request.actor, now=timezone.now(),
            name=file.name, kind=kind, dry_run="check" in request.POST, declared=form.cleaned_data["declared"],
        )  # fmt: skip
        receiving.receive(intake, file)
    except Refusal as refusal:
        point_out(form, refusal)
        return render(request, "settlement/upload.html", context | {"refusal": refusal}, status=422)
    work_off.delay_on_commit(str(intake.pk))
    return redirect("settlement:intake", intake.pk)


def _own(request: DeskRequest, pk: UUID) -> Intake:
    intake = (
        Intake.objects.visible_to(request.actor).select_related("provider", "agency", "batch").filter(pk=pk).first()
    )
    if intake is None:
        raise Http404
    return intake


@access(*permissions.SENDERS)
def intake(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Where an upload stands; the page looks again by itself while the worker is at it."""
    row = _own(request, pk)
    busy = row.state in (Intake.State.WAITING, Intake.State.RECEIVING)
    declaration = DECLARATIONS[ClaimBatch.Kind(row.kind)]
    context = {"intake": row, "busy": busy, "errors": row.errors[:SHOWN], "declaration": declaration}
    return render(request, "settlement/intake.html", context)


@access(*permissions.SENDERS)
@require_POST
def confirm(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Send in earnest what was checked; the file is read and checked once more."""
    row = _own(request, pk)
    if row.state == Intake.State.CHECKED and request.POST.get("declared"):
        changed = Intake.objects.filter(pk=pk, state=Intake.State.CHECKED)
        changed.update(state=Intake.State.WAITING, dry_run=False, declared=True, progress="等待处理", tries=0)
        work_off.delay_on_commit(str(row.pk))
    return redirect("settlement:intake", row.pk)


@access(*permissions.SENDERS)
def marked(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """The sender's own file with a column that says what is wrong with each row."""
    row = _own(request, pk)
    if row.state != Intake.State.FAULTY or not row.place or not default_storage.exists(row.place):
        raise Http404
    return FileResponse(
        marking.marked(row), as_attachment=True, filename=f"标注-{row.month:%Y%m}.xlsx", content_type=XLSX
    )


@access(*permissions.SENDERS)
def blank(request: DeskRequest) -> HttpResponseBase:
    """The template of a month for this organisation: its people, staff and catalogue, or a body's assessments."""
    form = TemplateForm(request.GET)
    if not form.is_valid():
        raise Http404
    provider, month = place(request), form.cleaned_data["month"]
    return FileResponse(
        template.made_for(provider, month, kind_of(request)),
        as_attachment=True,
        filename=f"{kind_of(request).label}申报-{month:%Y%m}.xlsx",
        content_type=XLSX,
    )
