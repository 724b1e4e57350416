"""What the letters of a designation and of an agreement say."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from documents import facts
from documents.offices import office, place
from policy import yamlfile
from policy.lines import UNIT_LABELS
from policy.words import word
from providers.models import Agreement, Designation
from providers.queries import label_of
from providers.rules.bars import LABELS as BAR_LABELS
from workflow.acts import Context
from workflow.models import Deadline

TEXTS = Path(__file__).parent / "texts"
GROUNDS = {
    "operation_too_short": "正式运营时间不足",
    "barred": "在不得再次申请的期间内",
    "incomplete_materials": "申请材料不全且未补正",
    "false_materials": "提供虚假材料",
    "conditions_not_met": "不符合申请条件",
}


def _day(day: date | None) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else "—"


def _part(ctx: Context, *keys: str) -> dict[str, Any]:
    """What every letter to an organisation has; `keys`: policy keys whose articles it rests on."""
    case = ctx.case
    return {
        "issuer": office(case.agency),
        "area_name": place(case),
        "citations": tuple(dict.fromkeys(ctx.rule(key).citation for key in keys)),
        "contact_name": case.agency.name,
        "contact_phone": case.agency.phone,
        "organisation": office(case.organisation),
    }


def _line(label: str, value: str) -> facts.LabelledLine:
    return facts.LabelledLine(label=label, value=value)


def acceptance(ctx: Context, review: Deadline) -> facts.OrganisationFacts:
    case: Designation = ctx.case
    return facts.OrganisationFacts(
        **_part(ctx, case.key("review"), case.key("review_excludes_supplement")),
        opening=f"你单位提出的{case.get_kind_display()}申请，经初步审核材料齐全，现予受理。",
        lines=(
            _line("申请类别", case.get_kind_display()),
            _line("受理日期", _day(ctx.today)),
            _line("综合审核期限", _day(review.due_on)),
        ),
        list_title="收到的材料",
        listed=tuple(label_of(code) for code in case.materials),
        closing=("补充材料的时间不计入审核期限。审核采取书面查验、现场核查、集体评议等形式，请予配合。",),
    )


def supplement(ctx: Context, until: date | None, lapses: bool) -> facts.OrganisationFacts:
    case: Designation = ctx.case
    limit = f"请于{_day(until)}前补正。" if until else "请尽快补正。"
    after = "逾期不补正的，视作放弃申请。" if lapses else "补正以前不计入审核期限。"
    return facts.OrganisationFacts(
        **_part(ctx, case.key("supplement_once"), case.key("supplement")),
        opening=f"你单位提出的{case.get_kind_display()}申请，材料不全，现一次性告知需要补正的材料。",
        list_title="需要补正的材料",
        listed=tuple(label_of(code) for code in case.missing_told),
        closing=(limit + after,),
    )


def refusal(ctx: Context, articles: Sequence[str], reason: str) -> facts.OrganisationFacts:
    case: Designation = ctx.case
    part = _part(ctx, case.key("supplement_once"))
    part["citations"] = tuple(dict.fromkeys(articles))
    return facts.OrganisationFacts(
        **part,
        opening=f"你单位提出的{case.get_kind_display()}申请，经初步审核，不予受理。",
        list_title="理由",
        listed=tuple(GROUNDS[code] for code in case.grounds),
        closing=(reason,) if reason else (),
    )


def result(ctx: Context, until: date | None) -> facts.OrganisationFacts:
    """The outcome of the review; a failure tells its reasons, the advice and what may follow. D4."""
    case: Designation = ctx.case
    words = {"passed": "合格", "failed": "不合格", "barred": "不合格"}
    closing: list[str] = []
    if case.state == "passed":
        closing.append("将你单位纳入拟签订协议的机构名单，并向社会公示。")
    elif case.state == "failed":
        closing.append(f"自本告知书送达之日起，{_day(until)}前完成整改的，可以申请再次组织审核。")
    else:
        closing.append(f"整改后审核仍不合格，{_day(until)}以前不得再次申请。")
    listed = tuple(line for line in (*case.reasons.splitlines(), *case.advice.splitlines()) if line.strip())
    return facts.OrganisationFacts(
        **_part(ctx, case.key("review"), case.key("rectification"), case.key("reapplication_bar")),
        opening=f"你单位提出的{case.get_kind_display()}申请，经综合审核，结果如下。",
        lines=(
            _line("审核结果", words[case.state]),
            _line("第几次审核", f"第{case.round}次"),
            _line("审核日期", _day(ctx.today)),
        ),
        list_title="理由和整改建议",
        listed=listed if case.state != "passed" else (),
        closing=tuple(closing),
    )


def notice(ctx: Context, limit: Deadline) -> facts.DesignationNoticeFacts:
    case: Designation = ctx.case
    line = ctx.rule(case.key("notice"))
    return facts.DesignationNoticeFacts(
        **_part(ctx, case.key("notice")),
        kind_label=case.get_kind_display(),
        scope=case.scope,
        opens_on=ctx.today,
        closes_on=limit.due_on,
        period_label=f"不少于{line.value}{UNIT_LABELS[line.unit]}",
        report_how=f"对公示的机构有异议的，可以在公示期内以真实姓名向{case.agency.name}提出，"
        f"电话：{case.agency.phone or '—'}；也可以在公示网页上提出。",
    )


def filing(ctx: Context, subject: str, text: str, key: str) -> facts.OrganisationFacts:
    """To the administrative department at the same level. D4, D5, D8."""
    part = _part(ctx, key)
    part["organisation"] = facts.Office(code="", name=f"{place(ctx.case)}医疗保障行政部门")
    return facts.OrganisationFacts(
        **part,
        opening=f"现将下列事项向你部门备案（报备）：{subject}。",
        lines=(_line("机构", ctx.case.organisation.name), _line("事项", text), _line("日期", _day(ctx.today))),
    )


@cache
def texts() -> list[dict[str, Any]]:
    """All versions of the agreement's text, the newest first."""
    rows = [dict(yamlfile.mapping(path)) for path in sorted(TEXTS.glob("*.yaml"))]
    return sorted(rows, key=lambda row: row["from"], reverse=True)


def text_on(day: date) -> dict[str, Any]:
    return next(row for row in texts() if row["from"] <= day)


def agreement(ctx: Context, row: Agreement) -> facts.AgreementFacts:
    kind = row.organisation.kind
    text = text_on(row.starts_on)
    duties, longest = ctx.rule(f"providers.{kind}.duties"), ctx.rule(f"providers.{kind}.agreement_max")
    said = {
        "scope": row.scope or "协议约定",
        "modes": "、".join(word("modes", mode) for mode in row.modes) or "护理",
        "duties": "；".join(duties.value),
        "starts_on": _day(row.starts_on),
        "ends_on": _day(row.ends_on),
        "longest": f"{longest.value}{UNIT_LABELS[longest.unit]}",
    }
    return facts.AgreementFacts(
        **_part(ctx, f"providers.{kind}.agreement_first", f"providers.{kind}.agreement_max"),
        kind_label="定点评估机构" if kind == "body" else "定点长护服务机构",
        agreement_number=row.number,
        text_version=text["version"],
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        signed_on=row.signed_on or ctx.today,
        signed_by_name=row.signed_by_name,
        agency_signed_by=ctx.by.name,
        clauses=tuple(
            facts.Clause(
                heading=clause["heading"], paragraphs=tuple(part.format(**said) for part in clause["paragraphs"])
            )
            for clause in text[kind]
        ),
        renews=row.follows.number if row.follows else "",
    )


CHANGES = {"suspend": "中止", "resume": "恢复履行", "terminate": "解除"}


def change(ctx: Context, what: str, key: str, clients: Sequence[str]) -> facts.OrganisationFacts:
    """Suspended, resumed, ended: why, from when, and who is to be transferred. D8."""
    row: Agreement = ctx.case
    cause = BAR_LABELS.get(row.ended_because, "")
    lines = [
        _line("协议编号", row.number),
        _line("处理", CHANGES[what]),
        _line("自", _day(ctx.today)),
        _line("理由", "；".join(part for part in (cause, row.reason or ctx.reason) if part) or "—"),
    ]
    return facts.OrganisationFacts(
        **_part(ctx, key),
        opening="现就双方签订的长期护理保险服务协议作如下处理。",
        lines=tuple(lines),
        list_title="须转接服务的参保人",
        listed=tuple(clients),
        closing=("请做好参保人员的服务转接工作。",) if clients else (),
    )
