"""One letter: its page and its file, for those who may see its case."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import signed_in
from documents import access, printing
from documents.models import Letter
from documents.pages import FactsChanged, grouped
from documents.responses import pdf_response


@signed_in
@require_safe
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """What the letter is, and the link to its file."""
    found = _visible(request, letter_id)
    return render(request, "documents/letter.html", {"letter": found, "verify_groups": grouped(found.verify_code)})


@signed_in
@require_safe
def letter_pdf(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The file; made now if no task has made it yet."""
    found = _visible(request, letter_id)
    try:
        if not found.printed:
            found = printing.print_letter(found.pk, now=timezone.now())
        return pdf_response(printing.open_pdf(found), found.file_name)
    except printing.FileProblem as problem:
        return _problem(request, found, str(problem))
    except FactsChanged:
        return _problem(request, found, "文书内容与出具时不一致，可能被改动，已停止制作。请联系系统管理员。")


def _problem(request: HttpRequest, letter: Letter, message: str) -> HttpResponse:
    return render(request, "documents/file_problem.html", {"letter": letter, "message": message}, status=409)


def _visible(request: HttpRequest, letter_id: UUID) -> Letter:
    """The letter, or 404: a stranger does not learn that it exists."""
    found = Letter.objects.select_related("superseded_by").filter(pk=letter_id).first()
    if found is None or not access.can_see(found, request.actor):
        raise Http404("没有这份文书，或您无权查看。")
    return found
