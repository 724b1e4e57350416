"""Files of lines: asked for from the lines of a batch, followed and downloaded from one's own list."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import access
from accounts.desk_request import DeskRequest
from settlement import exports as exporting
from settlement import permissions
from settlement.models import LineExport
from settlement.tasks import export_soon
from settlement.views.batches import found
from workflow.refusal import Refusal

PAGE = 20


@access(*permissions.READERS)
@require_POST
def export(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The lines as they are narrowed on the page."""
    batch = found(request, pk)
    said = {name: request.POST.get(name, "") for name in ("rule", "kind")}
    try:
        export_soon(exporting.ask(batch=batch, **said, by=request.actor, now=timezone.now()))
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("settlement:lines", batch.pk)
    return redirect("settlement:exports")


@access(*permissions.READERS)
@require_safe
def exports(request: DeskRequest) -> HttpResponse:
    """One's own exports, the newest first, with how far each is."""
    rows = LineExport.objects.visible_to(request.actor).select_related("batch__provider")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    waiting = any(row.state in (LineExport.State.WAITING, LineExport.State.RUNNING) for row in page)
    context = {"page": page, "waiting": waiting, "days": exporting.KEPT.days}
    return render(request, "settlement/exports.html", context)


@access(*permissions.READERS)
@require_POST
def download(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    rows = LineExport.objects.visible_to(request.actor).select_related("batch__agency__area", "batch__provider")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        exporting.hand_out(export=row, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("settlement:exports")
    response = FileResponse(default_storage.open(row.file), content_type="text/csv; charset=utf-8")
    name = f"{row.batch.provider.name}-{row.batch.month:%Y年%m月}-第{row.batch.number}批明细.csv"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
