"""Service records by workbook: the template, what was sent and what came of it, the copy with the errors marked. C5."""

from urllib.parse import quote
from uuid import UUID

from django import forms
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.posts import Post
from care.acts.upload_services import progress_key, receive
from care.models import ServiceUpload
from care.tasks import begin
from care.uploads.template import BOOK
from documents import workbooks
from workflow.forms import SheetField, point_out
from workflow.refusal import Refusal

PAGE, SHOWN = 30, 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = (Post.PROVIDER_MANAGER, Post.FIRST_REVIEWER, Post.SUPERVISOR, Post.INSPECTOR)


class UploadForm(forms.Form):
    file = SheetField(label="服务记录文件（xlsx）", widget=forms.FileInput(attrs={"accept": ".xlsx"}))


@access(*READERS)
def uploads(request: DeskRequest) -> HttpResponse:
    """What was sent, the newest first; a manager sends another file here."""
    form = UploadForm(request.POST or None, request.FILES or None)
    context = {"form": form, "may_send": request.actor.holds(Post.PROVIDER_MANAGER), "rows_limit": BOOK.rows_limit}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                row = receive(content=file.read(), name=file.name, by=request.actor, now=timezone.now())
                begin(row)
                return redirect("care:upload", row.pk)
            except Refusal as refusal:
                point_out(form, refusal)
                context["refusal"] = refusal
    rows = ServiceUpload.objects.visible_to(request.actor).select_related("provider")
    context["page"] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "care/uploads.html", context, status=status)


@access(*READERS)
@require_safe
def upload(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One file: how far it is, or what came of it, each fault with its row and cell."""
    row = _visible(request, pk)
    running = row.state in (ServiceUpload.State.WAITING, ServiceUpload.State.RUNNING)
    context = {
        "upload": row,
        "running": running,
        "read": cache.get(progress_key(row), 0) if running else row.rows,
        "faults": list(row.faulty.all()[:SHOWN]),
    }
    template = "care/upload_state.html" if request.headers.get("HX-Request") else "care/upload.html"
    return render(request, template, context)


@access(*READERS)
@require_safe
def marked(request: DeskRequest, pk: UUID) -> HttpResponse:
    row = _visible(request, pk)
    if not row.marked:
        raise Http404
    with row.marked.open("rb") as file:
        return _file(file.read(), f"标注错误-{row.name}")


@access(Post.PROVIDER_MANAGER)
@require_safe
def template(request: DeskRequest) -> HttpResponse:
    return _file(workbooks.blank(BOOK), f"{BOOK.title}模板.xlsx")


def _visible(request: DeskRequest, pk: UUID) -> ServiceUpload:
    row = ServiceUpload.objects.visible_to(request.actor).select_related("provider").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "no-store"
    return response
