"""Archives of a person or a body as one package: asked for, followed, downloaded, checked. A20, I5."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import access
from accounts.actors import Actor
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from accounts.posts import Kind
from assessment.acts import export_archives as exporting
from assessment.acts.archive import ARCHIVISTS
from assessment.models import ArchiveExport
from assessment.tasks import begin_soon
from documents import archiving
from enrolment.models import Person
from workflow.forms import point_out
from workflow.refusal import Refusal

PAGE = 20
DAY = {"type": "date"}


class ExportForm(forms.Form):
    """Of whom, of which period, and what for; a person is named by the whole identity number."""

    agency = forms.ModelChoiceField(label="经办机构", queryset=Organisation.objects.none(), empty_label=None)
    body = forms.ModelChoiceField(label="评估机构", queryset=Organisation.objects.none(), required=False)
    id_number = forms.CharField(
        label="或者人员的证件号码", max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    since = forms.DateField(label="申请日期自", widget=forms.DateInput(attrs=DAY))
    until = forms.DateField(label="申请日期至", widget=forms.DateInput(attrs=DAY))
    purpose = forms.CharField(label="用途", max_length=200)

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        agencies = Organisation.objects.filter(pk__in=[s.organisation_id for s in by.seats if s.post in ARCHIVISTS])
        bodies = Organisation.objects.visible_to(by).of_kind(Kind.BODY).order_by("name")
        fields: Any = self.fields
        fields["agency"].queryset, fields["body"].queryset = agencies, bodies

    def clean_id_number(self) -> Person | None:
        number = "".join(self.cleaned_data["id_number"].split()).upper()
        if not number:
            return None
        found = Person.objects.visible_to(self.by).with_id_number(number).first()
        if found is None:
            raise forms.ValidationError("辖区内没有登记这个证件号码的人员。")
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and (said.get("body") is None) == (said.get("id_number") is None):
            self.add_error("body", "请选择评估机构，或者填写人员的证件号码，两项选一项。")
        return said

    def inputs(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        said["person"] = said.pop("id_number")
        return said


@access(*ARCHIVISTS)
def exports(request: DeskRequest) -> HttpResponse:
    """Ask for a package, and the list of those asked for with how far they are."""
    form, refusal = ExportForm(request.POST or None, by=request.actor), None
    if request.method == "POST" and form.is_valid():
        try:
            row = exporting.ask(**form.inputs(), by=request.actor, now=timezone.now())
            begin_soon(row)
            messages.success(request, f"已开始制作：{row.subject}，共 {row.total} 个事项。")
            return redirect("assessment:exports")
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    rows = ArchiveExport.objects.visible_to(request.actor).select_related("person", "body", "asked_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    waiting = any(row.state in (ArchiveExport.State.WAITING, ArchiveExport.State.RUNNING) for row in page)
    context = {"form": form, "refusal": refusal, "page": page, "waiting": waiting}
    return render(request, "assessment/exports.html", context, status=422 if form.is_bound else 200)


@access(*ARCHIVISTS)
@require_POST
def download(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    row = _export(request, pk)
    try:
        exporting.hand_out(export=row, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("assessment:exports")
    response = FileResponse(default_storage.open(row.file), content_type="application/zip")
    name = f"评估档案汇编-{row.since}至{row.until}.zip"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


@access(*ARCHIVISTS)
@require_POST
def check(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Whether the stored package is the one that was made."""
    row = _export(request, pk)
    found = archiving.faults(row.file, row.sha256) if row.file else ["还没有制作完成。"]
    if found:
        messages.error(request, "；".join(found))
    else:
        messages.success(request, f"{row.subject}：共 {row.done} 个事项，与制作时一致。")
    return redirect("assessment:exports")


@access(*ARCHIVISTS)
@require_POST
def again(request: DeskRequest, pk: UUID) -> HttpResponse:
    try:
        begin_soon(exporting.again(export=_export(request, pk), by=request.actor, now=timezone.now()))
        messages.success(request, "已重新开始制作。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("assessment:exports")


def _export(request: DeskRequest, pk: UUID) -> ArchiveExport:
    row = ArchiveExport.objects.visible_to(request.actor).select_related("person", "body", "agency").filter(pk=pk)
    found = row.first()
    if found is None:
        raise Http404
    return found
