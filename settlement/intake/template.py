"""The xlsx template made for one organisation and month: its people, staff, catalogue or assessments as drop-downs. F1."""

import io
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from django.db.models import Q
from django.utils import timezone

from accounts.models import Organisation
from assessment.models import Assessment
from assessment.states import State
from care.models import BenefitPeriod, ServiceItem
from providers.models import StaffMember
from settlement.intake.columns import SHEETS, TEMPLATE_VERSION
from settlement.models import ClaimBatch
from settlement.partitions import following
from settlement.reference.of_intake import code_of

ROWS = 20_000  # that have drop-downs and formats
WIDTHS = {"证件号码": 22, "护理人员编码": 22, "项目编码": 14, "评估事项编号": 40}
ABOUT = {
    ClaimBatch.Kind.CARE: (
        "每次服务的每个项目填一行；所有单元格按文本填写，日期如 2026-03-02，时间如 09:00，金额以元计、不带货币符号。",
        "金额应等于单价乘数量。灰色的列可以不填；保存服务记录的，请填服务记录号。",
    ),
    ClaimBatch.Kind.ASSESSMENT: (
        "每次已经实施的评估填一行；所有单元格按文本填写，日期填现场评估的日期，如 2026-03-02，金额以元计、不带货币符号。",
        "评估事项编号见“评估清单”，也写在评估事项页面上。灰色的列可以不填。",
    ),
}


def made_for(provider: Organisation, month: date, kind: str = ClaimBatch.Kind.CARE) -> io.BytesIO:
    """A workbook in memory; lists stand on their own sheets, so that the drop-downs have no limit of length."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    asked = SHEETS[kind]
    sheet = book.add_worksheet(asked.name)
    lists = (
        _of_body(book, provider, month) if kind == ClaimBatch.Kind.ASSESSMENT else _of_provider(book, provider, month)
    )
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    optional = book.add_format({"bold": True, "bg_color": "#F2F2F2", "border": 1})
    text = book.add_format({"num_format": "@"})
    for place, name in enumerate(asked.headings):
        sheet.set_column(place, place, WIDTHS.get(name, 12), text)
        sheet.write(0, place, name, optional if asked.headings[name] in asked.optional else head)
        if lists.get(name):
            rule = {
                "validate": "list",
                "source": lists[name],
                "error_type": "warning",
                "error_message": "不在清单中，请核对。",
            }
            sheet.data_validation(1, place, ROWS, place, rule)
    sheet.freeze_panes(1, 0)
    _about(book, provider, month, kind)
    book.close()
    stream.seek(0)
    return stream


def _of_provider(book: Any, provider: Organisation, month: date) -> dict[str, str]:
    return {
        "证件号码": _list(book, "参保人", ("证件号码", "姓名"), _people(provider, month)),
        "护理人员编码": _list(book, "护理人员", ("编码", "姓名", "类别"), _staff(provider, month)),
        "项目编码": _list(book, "服务项目", ("编码", "名称", "单价（元）", "计价单位"), _items(provider, month)),
    }


def _of_body(book: Any, body: Organisation, month: date) -> dict[str, str]:
    done = _assessments(body, month)
    heads = ("评估事项编号", "评估日期", "证件号码", "姓名", "评估类别")
    matters = _list(book, "评估清单", heads, done)
    people = _list(book, "评估对象", ("证件号码", "姓名"), list(dict.fromkeys((row[2], row[3]) for row in done)))
    return {"证件号码": people, "评估事项编号": matters}


def _list(book: Any, name: str, heads: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, len(heads) - 1, 22)
    sheet.write_row(0, 0, heads)
    for number, row in enumerate(rows, 1):
        for place, cell in enumerate(row):
            sheet.write_string(number, place, str(cell))
    return f"='{name}'!$A$2:$A${len(rows) + 1}" if rows else ""


def _people(provider: Organisation, month: date) -> list[tuple[Any, ...]]:
    held = BenefitPeriod.objects.filter(Q(until__isnull=True) | Q(until__gte=month), provider=provider)
    rows = held.filter(since__lt=following(month)).select_related("person").order_by("person__name", "person_id")
    return list(dict.fromkeys((str(row.person.id_number), row.person.name) for row in rows))


def _staff(provider: Organisation, month: date) -> list[tuple[Any, ...]]:
    rows = StaffMember.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=month), organisation=provider)
    return [(code_of(row.nhsa_code, row.pk), row.name, row.get_kind_display()) for row in rows.order_by("name", "id")]


def _items(provider: Organisation, month: date) -> list[tuple[Any, ...]]:
    rows = ServiceItem.objects.of_area(provider.area_id, month).order_by("code")
    return [(row.code, row.name, f"{row.price_fen / 100:.2f}", row.get_unit_display()) for row in rows]


def _assessments(body: Organisation, month: date) -> list[tuple[Any, ...]]:
    """The assessments of the month that the body carried out."""
    first, last = (timezone.make_aware(datetime.combine(day, time())) for day in (month, following(month)))
    rows = Assessment.objects.filter(body=body, visited_at__gte=first, visited_at__lt=last).exclude(
        state=State.CANCELLED
    )
    found = rows.select_related("application__person").order_by("visited_at", "pk")
    return [
        (
            row.matter, f"{timezone.localdate(row.visited_at):%Y-%m-%d}", str(row.application.person.id_number),
            row.application.person.name, row.get_kind_display(),
        )
        for row in found
    ]  # fmt: skip


def _about(book: Any, provider: Organisation, month: date, kind: str) -> None:
    sheet = book.add_worksheet("填写说明")
    sheet.set_column(0, 0, 90)
    said = (
        f"模板版本 {TEMPLATE_VERSION}；申报机构：{provider.name}（{provider.code}）；费用月份：{month:%Y年%m月}。",
        *ABOUT[ClaimBatch.Kind(kind)],
        "有一行错误，整个文件都不收；错误逐行写明，可以下载标注了错误的文件改正后重新申报。",
    )
    for number, sentence in enumerate(said):
        sheet.write_string(number, 0, sentence)
