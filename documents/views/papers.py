"""Files of a case: the list with its forms, one file, taking one out of sight."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from documents import paper_access, papers
from documents.models import PaperFile
from documents.ranges import ranged
from workflow.refusal import Code, Refusal


class PaperForm(forms.Form):
    code = forms.ChoiceField(label="资料种类")
    file = forms.FileField(
        label="文件", widget=forms.ClearableFileInput(attrs={"accept": "image/*,application/pdf,video/*"})
    )

    def __init__(self, *args: Any, labels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["code"]
        field.choices = list(labels.items())
        most = settings.LTCI_LARGEST_PAPER // (1 << 20)
        self.fields["file"].help_text = f"PDF 或照片，不超过 {most} MB；录像请用下面的“上传录像或大文件”。"


def found_case(request: DeskRequest, case_kind: str, pk: UUID) -> tuple[paper_access.PaperRules, Any]:
    """The case behind an address, or 404 for whoever may not see it or its files."""
    rules = paper_access.rules_of(case_kind)
    case = rules.case(pk, request.actor) if rules is not None else None
    if rules is None or case is None or not (rules.sees(case, request.actor) or rules.addable(case, request.actor)):
        raise Http404
    return rules, case


def found_paper(request: DeskRequest, pk: UUID) -> PaperFile:
    """A stored file that the actor may open, or 404."""
    paper = get_object_or_404(PaperFile, pk=pk, state=PaperFile.State.STORED)
    rules, case = found_case(request, paper.case_kind, paper.case_id)
    if not rules.sees(case, request.actor):
        raise Http404
    return paper


@signed_in
def case_papers(request: DeskRequest, case_kind: str, pk: UUID) -> HttpResponse:
    """What lies with the case; a form for small files, and for what takes longer an upload that can be resumed."""
    rules, case = found_case(request, case_kind, pk)
    labels = rules.addable(case, request.actor)
    form = PaperForm(request.POST or None, request.FILES or None, labels=labels)
    refusal, status = None, 200
    if request.method == "POST":
        refusal = _keep(request, case, form)
        if form.is_bound and form.is_valid() and refusal is None:
            messages.success(request, "文件已入卷。")
            return redirect("documents:papers", case_kind, pk)
        status = 422 if refusal is None or refusal.code == Code.INVALID_INPUT else 409
    rows = PaperFile.objects.of_case(pk) if rules.sees(case, request.actor) else PaperFile.objects.none()
    context = {
        "case": case, "case_kind": case_kind, "form": form, "labels": labels, "refusal": refusal, "rows": list(rows),
        "largest_video": settings.LTCI_LARGEST_VIDEO // (1 << 20), "chunk": settings.LTCI_UPLOAD_CHUNK,
    }  # fmt: skip
    return render(request, "documents/papers.html", context, status=status)


def _keep(request: DeskRequest, case: Any, form: PaperForm) -> Refusal | None:
    """The refusal, if the file was not taken; an invalid form has said so itself."""
    if not form.is_valid():
        return None
    try:
        papers.keep(
            case=case, code=form.cleaned_data["code"], upload=form.cleaned_data["file"], by=request.actor,
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return refusal
    return None


@signed_in
@require_safe
def paper(request: DeskRequest, pk: UUID) -> HttpResponseBase:
    """The file itself, for keeping or (`?show=1`, pictures, PDF and video) for looking at; never as active content."""
    found = found_paper(request, pk)
    papers.viewed(found, by=request.actor, now=timezone.now())
    shown = request.GET.get("show") == "1"
    place = found.shown_file if shown and found.shown_file else found.file
    kind = "image/jpeg" if place == found.shown_file and found.shown_file else found.content_type
    response = ranged(request, FileResponse(default_storage.open(place), content_type=kind))
    how = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'"
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_POST
def withdraw(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Take a file out of sight, with the reason."""
    found = found_paper(request, pk)
    try:
        papers.withdraw(paper=found, reason=request.POST.get("reason", ""), by=request.actor, now=timezone.now())
        messages.success(request, "已撤下。文件仍保存在案卷中，办理日志记有撤下人和理由。")
    except Refusal as refusal:
        messages.error(request, refusal.message)
    return redirect("documents:papers", found.case_kind, found.case_id)
