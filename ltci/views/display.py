"""The switch between the standard and the elder-friendly display, kept in a cookie, without an account."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.access import public
from ltci.desk import ELDER_COOKIE

YEAR = 365 * 24 * 60 * 60


@public
@require_POST
def display(request: HttpRequest) -> HttpResponse:
    """Remember `elder` (1 or anything else) for a year and go back to `next`, a page of ours."""
    response = HttpResponseRedirect(_page_of_ours(request))
    chosen = "1" if request.POST.get("elder") == "1" else "0"
    response.set_cookie(ELDER_COOKIE, chosen, YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


def _page_of_ours(request: HttpRequest) -> str:
    page = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if safe else "/"
