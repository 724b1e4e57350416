"""The letters of an act before the act: a PDF of what it would issue at this moment, of no effect."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.desk_request import DeskRequest
from documents.merging import merged
from documents.models import Letter
from documents.pages import preview_page
from documents.pdf import pdf_of
from documents.responses import pdf_response
from workflow import acts, previews
from workflow.forms import ActForm, NothingForm, version_of
from workflow.pages import visible_case
from workflow.refusal import Code, Refusal

NAME = "预览（未生效）.pdf"


def preview_of_act(
    request: DeskRequest, *, model: str, forms: Mapping[str, type[ActForm]], name: str, pk: UUID
) -> HttpResponse:
    """POST with the act's own form: the letters that it would issue, or the sentence with which it would be refused."""
    row = acts.registry.get(name)
    if row is None or row.model != model or not row.issues:
        raise Http404
    case, now = visible_case(row, request, pk), timezone.now()
    if row.seat_of(request.actor, case) is None:
        # As on the act's page: whom the act is not for sees nothing of its form.
        return _refused(request, row, case, acts.why_not(name, case=case, by=request.actor, now=now))
    form = forms.get(name, NothingForm)(request.POST, request.FILES, case=case, by=request.actor, now=now)
    if not form.is_valid():
        return _refused(request, row, case, None, form)
    version = version_of(request.POST) if form.versioned else None
    try:
        done = previews.preview(name, case=case, by=request.actor, now=now, version=version, **form.inputs())
    except Refusal as refusal:
        return _refused(request, row, case, refusal)
    if not done.letters:
        told = "按现在填写的内容办理，不会产生文书，可以直接办理。"
        return _refused(request, row, case, Refusal(Code.NOT_PROVIDED_FOR, told, row.article(case)))
    return pdf_response(pdf_of_preview(done.letters), NAME)


def pdf_of_preview(letters: Iterable[Letter]) -> bytes:
    """One PDF of all these letters, in the order in which the act would issue them."""
    return merged([pdf_of(preview_page(letter)) for letter in letters])


def _refused(
    request: DeskRequest, row: acts.Act, case: object, refusal: Refusal | None, form: ActForm | None = None
) -> HttpResponse:
    context = {"act": row, "case": case, "refusal": refusal, "form": form}
    status = 422 if refusal is None or refusal.code == "invalid_input" else 409
    return render(request, "documents/preview_refused.html", context, status=status)
