from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import public
from accounts.areas import prefix
from accounts.desk_request import DeskRequest
from accounts.models import Area, Organisation
from assessment.models import PublicNotice
from policy import scales

PAGE = 50


class NoticeFilter(forms.Form):
    """Which pooling area's notices to show."""

    area = forms.ChoiceField(label="统筹区", required=False)

    def __init__(self, *args: Any, areas: Iterable[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["area"]
        field.choices = [("", "全部"), *((area.code, area.name) for area in areas)]


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
    areas = Area.objects.filter(code__in=held).order_by("code")
    context = {
        "form": NoticeFilter(areas=areas, initial={"area": chosen}),
        "confirmed": scales.current(today).confirmed,
        "rows": [(row, names.get(row.area_code, row.area_code)) for row in page],
        "page": page,
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
