from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import public
from accounts.areas import prefix
from accounts.desk_request import DeskRequest
from accounts.models import Area, Organisation
from assessment.models import PublicNotice

PAGE = 50


@public
def notices(request: DeskRequest) -> HttpResponse:
    """Notices that are open today, masked; by area. A12."""
    today = timezone.localdate()
    rows = PublicNotice.objects.showing(today)
    chosen = _area(request.GET.get("area", ""))
    if chosen:
        rows = rows.filter(area_code__startswith=prefix(chosen))
    held = Organisation.objects.filter(kind="agency", level=Organisation.Level.POOLING_AREA).values("area_id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    names = dict(Area.objects.filter(code__in={row.area_code for row in page}).values_list("code", "name"))
    context = {
        "rows": [(row, names.get(row.area_code, row.area_code)) for row in page],
        "page": page,
        "areas": Area.objects.filter(code__in=held).order_by("code"),
        "chosen": chosen,
        "today": today,
    }
    return render(request, "public/notices.html", context)


def _area(given: str) -> str:
    """The area that was asked for, or none where it is no code."""
    try:
        return given if prefix(given) else ""
    except ValueError:
        return ""
