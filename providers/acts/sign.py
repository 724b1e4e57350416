"""Agreed after negotiation: the first agreement, filed, with its letter. D5; C9 is asked once more before."""

from datetime import date
from typing import Any

from accounts.posts import Kind
from policy import rule
from providers import permissions
from providers.acts import agreeing
from providers.acts.filing import file
from providers.acts.submit import not_barred
from providers.permissions import of_kind
from providers.rules.terms import first_end
from providers.staffing import lacking
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _ready(ctx: Context) -> None:
    not_barred(ctx, Code.TOO_EARLY)
    found = lacking(ctx.case, ctx.today)
    if found:
        told = "".join(finding.message for finding in found)
        article = "；".join(dict.fromkeys(finding.citation for finding in found))
        raise Refusal(Code.NOT_QUALIFIED, f"人员配备不符合要求：{told}", article)


def first_term(case: Any, starts_on: date) -> date:
    """The last day of the first agreement by the rules of the case."""
    months = rule(case.key("agreement_first"), area=case.area_code, on=case.policy_on).value
    yearly = rule("providers.body.agreement_calendar_year", area=case.area_code, on=case.policy_on).value
    return first_end(starts_on, months, case.kind == Kind.BODY and bool(yearly))


def _said(ctx: Context, *, starts_on: date | None = None, signed_by_name: str = "", **_: Any) -> None:
    agreeing.check_start(ctx, starts_on)
    if not signed_by_name.strip():
        told = "请填写定点机构的签约人。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"signed_by_name": "必填"})


@act(
    "providers.sign",
    label="签订协议",
    model="providers.Designation",
    posts=permissions.OFFICER,
    law=_ready,
    check=_said,
    cites=of_kind("agreement_first"),
    issues=("agreement", "filing_letter"),
)
def sign(ctx: Context, *, signed_by_name: str, starts_on: date | None = None) -> None:
    """`starts_on`: today when left out; the last day follows from the region's first term."""
    case = ctx.case
    day = agreeing.check_start(ctx, starts_on)
    row = agreeing.conclude(
        ctx, starts_on=day, ends_on=first_term(case, day), signed_by_name=signed_by_name, designation=case
    )
    case.sign()
    if ctx.rule(case.key("agreement_filed")).value:
        file(ctx, "agreement", f"协议 {row.number}，{row.starts_on} 至 {row.ends_on}", case.key("agreement_filed"))
