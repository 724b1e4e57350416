"""The person goes into hospital; from when care rests the region says. C7. 宁夏第二十三条第1项."""

from datetime import date
from typing import Any

from care import permissions, queries
from care.acts.settling import settle
from care.models import HospitalStay
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _possible(ctx: Context, *, admitted_on: date | None = None, **_: Any) -> None:
    article = ctx.rule("care.hospital.suspend_from").citation
    day = admitted_on or ctx.today
    if day > ctx.today:
        raise Refusal(Code.INVALID_INPUT, "入院日期不能晚于今天。", article, {"admitted_on": "晚于今天"})
    if ctx.case.died_on is not None and day > ctx.case.died_on:
        raise Refusal(Code.TOO_LATE, "参保人已经死亡，不能登记之后的住院。", article, {"admitted_on": "晚于死亡日期"})
    if ctx.case.stays.open().exists():
        raise Refusal(Code.WRONG_STATE, "已有一次住院尚未登记出院，请先登记出院。", article)
    if ctx.case.stays.filter(admitted_on__lte=day, discharged_on__gt=day).exists() or (
        ctx.case.stays.filter(admitted_on__gt=day).exists()
    ):
        told = "与已登记的住院重叠或者早于它，请核对入院日期。"
        raise Refusal(Code.INVALID_INPUT, told, article, {"admitted_on": "与已有住院重叠"})


@act(
    "care.admit",
    label="登记住院",
    model="care.Benefit",
    posts=permissions.TELLING,
    check=_possible,
    cites="care.hospital.suspend_from",
)
def admit(ctx: Context, *, admitted_on: date | None = None, hospital: str = "") -> None:
    """`admitted_on`: today when left out; may be learned of later."""
    day = admitted_on or ctx.today
    HospitalStay.objects.create(
        benefit=ctx.case, admitted_on=day, hospital=hospital.strip(), admitted_by_name=ctx.by.name
    )
    ctx.case.admit(settle(ctx))
    ctx.noted |= {"admitted_on": str(day), "records_at_odds": queries.records_at_odds(ctx.case)}
