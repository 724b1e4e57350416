"""Hand in a designation online, as the organisation's manager. D2.

新疆、黑龙江第十一条（一）、第二十条（一）; 宁夏第二十七条第2项、第三十一条第2项.
"""

from collections.abc import Sequence
from typing import Any

from providers import permissions, queries
from providers.models import Call, Designation
from providers.permissions import of_kind
from providers.states import OPEN
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _may_apply(ctx: Context) -> None:
    case: Designation = ctx.case
    not_barred(ctx, Code.TOO_EARLY)
    _within_the_call(ctx)
    others = Designation.objects.filter(organisation=case.organisation, agency=case.agency, kind=case.kind)
    if others.filter(state__in=OPEN).exclude(pk=case.pk).exists():
        raise Refusal(Code.WRONG_STATE, "本机构已有一件定点申请正在办理，办结后才能再次申请。", ctx.article)
    if queries.agreement_between(case.agency_id, case.organisation_id, ctx.today) is not None:
        raise Refusal(Code.WRONG_STATE, "本机构与该经办机构的服务协议正在履行，期满前请办理续签。", ctx.article)


def not_barred(ctx: Context, code: str) -> None:
    bar = queries.bar_on(ctx.case.organisation, ctx.case.area_code, ctx.today)
    if bar is not None:
        told = f"{ctx.case.organisation.name} {bar.label}，{bar.until:%Y年%-m月%-d日}以前不得再次申请。"
        raise Refusal(code, told, bar.citation)
    banned = queries.management_ban(ctx.case.legal_id_number, ctx.today)
    if banned is not None:
        article = ctx.rule(ctx.case.key("conditions")).citation
        told = f"法定代表人 {ctx.case.legal_representative} 在禁止从业期间内（至 {banned.ends_on:%Y年%-m月%-d日}）。"
        raise Refusal(code, told, article)


def _within_the_call(ctx: Context) -> None:
    case: Designation = ctx.case
    line = ctx.rule(case.key("open_call"))
    if line.value is None or queries.open_call(case.agency_id, case.kind, ctx.today) is not None:
        return
    past = Call.objects.filter(agency_id=case.agency_id, kind=case.kind, closes_on__lt=ctx.today)
    last = past.order_by("closes_on").last()
    if last is None:
        raise Refusal(Code.TOO_EARLY, "经办机构还没有发布招募公告，公告期内才能申请。", line.citation)
    told = f"招募公告的报名已于 {last.closes_on:%Y年%-m月%-d日} 截止，请等待下一次公告。"
    raise Refusal(Code.TOO_LATE, told, line.citation)


def known_materials(ctx: Context, materials: Sequence[str]) -> None:
    known = {*queries.required_of(ctx.case), "medical_licence", "equipment_list", "information_system"}
    unknown = [code for code in materials if code not in known]
    if unknown:
        told = f"没有这种材料：{'、'.join(unknown)}，请按材料清单选择。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"materials": "材料有误"})


def _lawful(ctx: Context, *, materials: Sequence[str] = (), **_: Any) -> None:
    known_materials(ctx, materials)
    case: Designation = ctx.case
    if case.operating_since > ctx.today:
        told = "正式运营日期不能晚于今天。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"operating_since": told})


@act(
    "providers.submit",
    label="提出定点申请",
    model="providers.Designation",
    posts=permissions.applying,
    law=_may_apply,
    check=_lawful,
    cites=of_kind("supplement_once"),
)
def submit(ctx: Context, *, materials: Sequence[str] = ()) -> None:
    """`materials`: codes of the papers that the organisation hands in."""
    case: Designation = ctx.case
    case.materials = list(dict.fromkeys(materials))
    case.submitted_at = ctx.now
    case.submit()
    line = ctx.rule(case.key("first_check"))
    if line.value is not None:
        deadlines.start(
            case=case,
            kind="designation_first_check",
            on=ctx.today,
            line=line,
            owner_post="agreement_officer",
            now=ctx.now,
        )
