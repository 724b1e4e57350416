"""The catalogue of services of an area: what holds on a day, and the official list by workbook. C4."""

import base64
from datetime import date
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import Area
from care.acts.import_catalogue import Report, import_catalogue
from care.letters import yuan
from care.models import ServiceItem
from care.permissions import CATALOGUE_KEEPERS, CATALOGUE_READERS
from care.rules.catalogue_file import CATALOGUE, PERFORMERS
from documents import workbooks
from policy import areas
from workflow.forms import SheetField, bound_texts, point_out
from workflow.refusal import Refusal

PAGE, SHOWN = 50, 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = {code: name for name, code in PERFORMERS.items()}


class CatalogueFilter(forms.Form):
    on = forms.DateField(
        label="哪一天", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    part = forms.ChoiceField(label="部分", required=False, choices=[("", "全部"), *ServiceItem.Part.choices])
    name = forms.CharField(label="名称或代码", required=False, max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound_texts(self)

    def narrowed(self, rows: "QuerySet[ServiceItem]") -> "QuerySet[ServiceItem]":
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("part"):
            rows = rows.filter(part=said["part"])
        text = said.get("name", "").strip()
        return rows.filter(Q(name__contains=text) | Q(code__istartswith=text)) if text else rows


class ImportForm(forms.Form):
    file = SheetField(
        label="目录文件（xlsx）", max_length=200, widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"})
    )


@access(*CATALOGUE_READERS)
@require_safe
def catalogue(request: DeskRequest) -> HttpResponse:
    """The items that hold in the reader's area on a day, today where none is named; later versions are told."""
    today = timezone.localdate()
    form = CatalogueFilter(request.GET or None)
    day = (form.cleaned_data.get("on") if form.is_valid() else None) or today
    area = _area(request)
    held = ServiceItem.objects.of_area(area, day)
    page = Paginator(form.narrowed(held), PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    first = page.object_list[0] if page.object_list else None
    context = {
        "form": form, "day": day, "today": today, "page": page, "query": f"{asked.urlencode()}&" if asked else "",
        "source_area": _area_name(first.area_code) if first else "", "demo": bool(first and first.demo),
        "coming": _coming(area, day), "may_import": request.actor.holds(*CATALOGUE_KEEPERS),
        "rows": [(item, yuan(item.price_fen), _limits(item), _performers(item)) for item in page.object_list],
    }  # fmt: skip
    return render(request, "care/catalogue.html", context)


def _area(request: DeskRequest) -> str:
    seat = request.actor.seat(CATALOGUE_KEEPERS) or request.actor.seat(CATALOGUE_READERS)
    return seat.area_code if seat is not None else areas.NATIONAL


def _area_name(code: str) -> str:
    if code == areas.NATIONAL:
        return "国家"
    return Area.objects.filter(code=code).values_list("name", flat=True).first() or code


def _coming(area: str, day: date) -> list[date]:
    """The next days on which items of the area begin."""
    rows = ServiceItem.objects.filter(area_code__in=areas.chain(area), starts_on__gt=day).order_by("starts_on")
    return list(rows.values_list("starts_on", flat=True).distinct()[:3])


def _performers(item: ServiceItem) -> str:
    return "、".join(NAMES.get(one, one) for one in item.performers) or "不限"


def _limits(item: ServiceItem) -> str:
    said = [
        f"{label}{most}次" for label, most in (
            ("每天", item.per_day_max), ("每周", item.per_week_max), ("每月", item.per_month_max)
        ) if most
    ]  # fmt: skip
    if item.minutes_min or item.minutes_max:
        least, most = item.minutes_min or "", item.minutes_max or ""
        said.append(
            f"每次{least}–{most}分钟" if least and most else f"每次{'不少于' if least else '不超过'}{least or most}分钟"
        )
    return "，".join(said) or "不限"


@access(*CATALOGUE_KEEPERS)
@require_safe
def template(request: DeskRequest) -> HttpResponse:
    response = HttpResponse(workbooks.blank(CATALOGUE), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{CATALOGUE.title}.xlsx')}"
    return response


@access(*CATALOGUE_KEEPERS)
def upload(request: DeskRequest) -> HttpResponse:
    """Check a catalogue and take it; `check` only looks. The marked copy is in the page, kept nowhere."""
    form = ImportForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    context: dict[str, Any] = {"form": form, "template": CATALOGUE}
    if not form.is_valid():
        return render(request, "care/catalogue_import.html", context, status=422 if form.is_bound else 200)
    file, dry = form.cleaned_data["file"], "check" in request.POST
    content = file.read()
    try:
        report = import_catalogue(content=content, name=file.name, by=request.actor, now=timezone.now(), dry_run=dry)
    except Refusal as refusal:
        point_out(form, refusal)
        return render(request, "care/catalogue_import.html", context | {"refusal": refusal}, status=422)
    if not report.faults and not dry:
        messages.success(request, f"已导入：{told(report)}。" if report.anything else "文件与现有目录一致，没有变化。")
        return redirect("care:catalogue")
    context |= {"report": report, "told": told(report), "faults": report.faults[:SHOWN]}
    if report.faults:
        copy = workbooks.marked(CATALOGUE, content, report.faults)
        context["copy"] = f"data:{XLSX};base64,{base64.b64encode(copy).decode()}"
    return render(request, "care/catalogue_import.html", context, status=422 if report.faults else 200)


def told(report: Report) -> str:
    """What the file does, in words."""
    labels = {"new": "新增", "changed": "变更", "ended": "停用", "same": "不变"}
    return "、".join(f"{labels[name]} {count} 项" for name, count in report.counts.items() if count) or "没有项目"
