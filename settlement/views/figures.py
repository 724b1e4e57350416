"""Figures for whoever reviews, pays, supervises: a month by provider, rule and item, and month after month."""

from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import access
from accounts.desk_request import DeskRequest
from care.models import ServiceItem
from settlement import figures as counted
from settlement import permissions
from settlement.forms import MonthFilter
from settlement.models import ClaimBatch


@access(*permissions.AGENCY_READERS)
@require_safe
def figures(request: DeskRequest) -> HttpResponse:
    """The month asked for, else the last that was claimed for."""
    rows = ClaimBatch.objects.visible_to(request.actor)
    last = counted.counting(rows).aggregate(last=Max("month"))["last"]
    form = MonthFilter(request.GET if "month" in request.GET else {"month": f"{last:%Y-%m}"} if last else None)
    month = form.cleaned_data.get("month") if form.is_valid() else None
    context = {"form": form, "month": month, "months": counted.by_month(rows), "tables": ()}
    if month is not None:
        names = dict(ServiceItem.objects.in_force(month).values_list("code", "name"))
        context["tables"] = (
            ("机构", "按机构", counted.by_provider(rows, month)),
            ("规则", "按规则（一笔有几项发现的，各计一次）", counted.by_rule(rows, month)),
            ("项目", "按项目", counted.by_item(rows, month, names)),
        )
    return render(request, "settlement/figures.html", context)
