"""Archives of matters: the list, filing a closed matter, consulting with a purpose, checking. A20, I5."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import access
from accounts.actors import Actor
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from applications.models import Application
from assessment.acts import archive as filing
from documents import archiving
from documents.models import ArchivePackage
from workflow import journal
from workflow.refusal import Refusal

PAGE = 50
ARTICLE = "经办规程 查（借）阅登记（新疆、黑龙江第五十一条；宁夏第六十四条）"


class ArchiveFilter(forms.Form):
    name = forms.CharField(label="姓名", required=False, max_length=60)
    body = forms.ModelChoiceField(label="评估机构", queryset=Organisation.objects.none(), required=False)

    def __init__(self, *args: Any, rows: "QuerySet[ArchivePackage]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["body"]
        field.queryset = Organisation.objects.filter(pk__in=rows.values("body_id")).order_by("name")

    def narrowed(self, rows: "QuerySet[ArchivePackage]") -> "QuerySet[ArchivePackage]":
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("name"):
            rows = rows.filter(person_name=said["name"])
        return rows.filter(body=said["body"]) if said.get("body") else rows


def mine(actor: Actor) -> "QuerySet[ArchivePackage]":
    """Packages of the agencies whose archive the actor keeps."""
    agencies = [seat.organisation_id for seat in actor.seats if seat.post in filing.ARCHIVISTS]
    return ArchivePackage.objects.filter(agency_id__in=agencies).select_related("body", "made_by")


@access(*filing.ARCHIVISTS)
def archives(request: DeskRequest) -> HttpResponse:
    rows = mine(request.actor)
    form = ArchiveFilter(request.GET or None, rows=rows)
    page = Paginator(form.narrowed(rows), PAGE).get_page(request.GET.get("page"))
    return render(request, "assessment/archives.html", {"form": form, "page": page})


@access(*filing.ARCHIVISTS)
@require_POST
def file(request: DeskRequest, pk: UUID) -> HttpResponse:
    """File the matter, or its next edition where something has come since."""
    application = Application.objects.visible_to(request.actor).filter(matter=pk).first()
    if application is None:
        raise Http404
    try:
        package = filing.make(application=application, by=request.actor, now=timezone.now())
        messages.success(request, f"已归档：{package.number}，第 {package.edition} 版，共 {package.items} 件。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("matter", pk)
    return redirect("assessment:archives")


@access(*filing.ARCHIVISTS)
@require_POST
def consult(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """Hand out a package after writing who looks at it and for what."""
    package, purpose = _package(request, pk), request.POST.get("purpose", "").strip()[:200]
    if not purpose:
        messages.error(request, "请写明查阅的用途。")
        return redirect("assessment:archives")
    _write(request, package, "assessment.consult_archive", purpose)
    response = FileResponse(default_storage.open(package.file), content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{package.number}.zip')}"
    response["Cache-Control"] = "private, no-store"
    return response


@access(*filing.ARCHIVISTS)
@require_POST
def check(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Whether the stored package is the one that was filed."""
    package = _package(request, pk)
    found = archiving.faults(package.file, package.sha256)
    if found:
        messages.error(request, f"{package.number}：{'；'.join(found)}")
    else:
        messages.success(request, f"{package.number}：共 {package.items} 件，与归档时一致。")
    return redirect("assessment:archives")


def _package(request: DeskRequest, pk: UUID) -> ArchivePackage:
    package = mine(request.actor).filter(pk=pk).first()
    if package is None:
        raise Http404
    return package


def _write(request: DeskRequest, package: ArchivePackage, act: str, purpose: str) -> None:
    with transaction.atomic():
        journal.record(
            area_code=package.area_code,
            act=act,
            by=request.actor,
            seat=request.actor.seat(filing.ARCHIVISTS, package.agency_id),
            now=timezone.now(),
            matter=package.matter,
            case_kind="documents.archivepackage",
            case_id=str(package.pk),
            reason=purpose,
            citation=ARTICLE,
            changed={"number": package.number},
        )
