"""Blank forms, open to everybody."""

from functools import lru_cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.models import Area
from documents.blanks import FORMS
from documents.kinds import LETTERS
from documents.pages import blank_page
from documents.pdf import pdf_of
from documents.responses import pdf_response

BLANK_FORMS = tuple(FORMS)


@public
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The blank forms that can be downloaded."""
    return render(request, "documents/forms.html", {"blank_forms": [LETTERS[code] for code in BLANK_FORMS]})


@public
@require_safe
def blank(request: HttpRequest, form: str) -> HttpResponse:
    """The blank form as PDF, with `?area=650100` under the name of that area's province."""
    if form not in BLANK_FORMS:
        raise Http404("没有这份空白表格。")
    content = _blank_pdf(form, _region_name(request.GET.get("area", "")))
    return pdf_response(content, f"{LETTERS[form].title}（空白）.pdf")


# Forty provinces at most: an open address must not cost a rendering each time.
@lru_cache(maxsize=64)
def _blank_pdf(form: str, region_name: str) -> bytes:
    return pdf_of(blank_page(form, region_name))


def _region_name(area: str) -> str:
    """The province of an area code, or nothing for none; 404 for a code that does not exist."""
    if not area:
        return ""
    known = len(area) == 6 and area.isascii() and area.isdigit()
    name = Area.objects.filter(code=f"{area[:2]}0000").values_list("name", flat=True).first() if known else None
    if name is None:
        raise Http404("没有这个行政区划。")
    return name
