"""What the public sees: designated organisations by area, those on notice, and how to object. D4, D6."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import public
from accounts.actors import PUBLIC
from accounts.areas import prefix
from accounts.desk_request import DeskRequest
from accounts.models import Area, Organisation
from accounts.throttle import too_many
from providers import queries
from providers.forms.designation import ObjectionForm
from providers.forms.lists import PlaceFilter
from providers.models import Designation
from providers.models.call import KINDS
from workflow import acts
from workflow.forms import point_out
from workflow.refusal import Code, Refusal

PAGE = 50
ACT = "providers.object"


@public
def designated(request: DeskRequest) -> HttpResponse:
    """Bodies or providers with an agreement in force today, with what the region has made known of each."""
    today = timezone.localdate()
    given = request.GET.get("kind", "")
    kind = given if given in dict(KINDS) else "provider"
    chosen = _area(request.GET.get("area", ""))
    page = Paginator(queries.in_force_publicly(today, kind, prefix(chosen) if chosen else ""), PAGE).get_page(
        request.GET.get("page")
    )
    form = PlaceFilter(initial={"kind": kind, "area": chosen})
    names = dict(areas := _areas())
    form.fields["area"].choices = [("", "全部"), *areas]  # type: ignore[attr-defined]
    context = {
        "form": form,
        "kind": kind,
        "kind_label": dict(KINDS)[kind],
        "chosen": chosen,
        "page": page,
        "rows": [queries.list_entry(row, today) | {"area": names.get(row.area_code, row.area_code)} for row in page],
        "ended": queries.ended_publicly(today, kind, prefix(chosen) if chosen else ""),
        "today": today,
    }
    return render(request, "providers/designated.html", context)


def _areas() -> list[tuple[str, str]]:
    held = Organisation.objects.filter(kind="agency").exclude(level=Organisation.Level.PROVINCE).values("area_id")
    return list(Area.objects.filter(code__in=held).order_by("code").values_list("code", "name"))


def _area(given: str) -> str:
    """The area that was asked for, or none where it is no code."""
    try:
        return given if prefix(given) else ""
    except ValueError:
        return ""


@public
def on_notice(request: DeskRequest) -> HttpResponse:
    """Organisations on notice today, from the opening day to 24:00 of the closing day."""
    today = timezone.localdate()
    rows = Designation.objects.filter(state="on_notice", notice_opened_on__lte=today, notice_closes_on__gte=today)
    page = Paginator(rows.select_related("organisation", "agency").order_by("notice_closes_on", "pk"), PAGE).get_page(
        request.GET.get("page")
    )
    return render(request, "providers/on_notice.html", {"page": page, "today": today})


@public
def object_to(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Object under real name while the notice is open; whoever is signed in objects as one of the public."""
    shown = Designation.objects.filter(notice_opened_on__isnull=False).select_related("organisation", "agency__area")
    case, now = get_object_or_404(shown, pk=pk), timezone.now()
    form = ObjectionForm(request.POST or None, case=case, by=PUBLIC, now=now)
    context: dict[str, Any] = {"case": case, "form": form, "article": acts.registry[ACT].article(case)}
    refusal = acts.why_not(ACT, case=case, by=PUBLIC, now=now)
    if refusal is not None:
        closed = Refusal(Code.TOO_LATE, "公示期已经结束，不再受理异议。", context["article"])
        status = 409 if form.is_bound else 200
        return render(request, "providers/object.html", context | {"refusal": closed, "closed": True}, status=status)
    if request.method == "POST" and too_many(request, "object"):
        return render(request, "providers/object.html", context | {"crowded": True}, status=429)
    if request.method == "POST" and form.is_valid():
        try:
            key = request.POST.get("request_key") or None
            acts.perform(ACT, case=case, by=PUBLIC, now=now, key=key, **form.inputs())
            messages.success(request, "已收到您的异议，经办机构将进行核实。")
            return redirect("providers:on_notice")
        except Refusal as refused:
            point_out(form, refused)
            return render(request, "providers/object.html", context | {"refusal": refused}, status=422)
    return render(request, "providers/object.html", context, status=422 if form.is_bound else 200)
