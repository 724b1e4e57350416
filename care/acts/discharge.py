"""The person comes out of hospital; from when care goes on the region says. C7. 宁夏第二十三条第1项."""

from datetime import date
from typing import Any

from care import permissions
from care.acts.settling import settle
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _in_hospital(ctx: Context) -> None:
    if not ctx.case.stays.open().exists():
        article = ctx.rule("care.hospital.resume_from").citation
        raise Refusal(Code.WRONG_STATE, "没有尚未登记出院的住院，请先登记住院。", article)


def _possible(ctx: Context, *, discharged_on: date | None = None, **_: Any) -> None:
    article = ctx.rule("care.hospital.resume_from").citation
    day, stay = discharged_on or ctx.today, ctx.case.stays.open().get()
    if day > ctx.today:
        raise Refusal(Code.INVALID_INPUT, "出院日期不能晚于今天。", article, {"discharged_on": "晚于今天"})
    if day < stay.admitted_on:
        raise Refusal(Code.INVALID_INPUT, "出院日期不能早于入院日期。", article, {"discharged_on": "早于入院日期"})


@act(
    "care.discharge",
    label="登记出院",
    model="care.Benefit",
    posts=permissions.TELLING,
    law=_in_hospital,
    check=_possible,
    cites="care.hospital.resume_from",
)
def discharge(ctx: Context, *, discharged_on: date | None = None) -> None:
    """`discharged_on`: today when left out."""
    stay = ctx.case.stays.open().get()
    stay.discharged_on, stay.discharged_by_name = discharged_on or ctx.today, ctx.by.name
    stay.save()
    ctx.noted |= {"discharged_on": str(stay.discharged_on)}
    ctx.case.discharge(settle(ctx))
