"""Pay a prepaid fee back that the fund bears or that fell away, once, by another than took it. A18.

乌鲁木齐第二十二条; 岗位分离: 新疆第五条、第三十条.
"""

from typing import Any

from assessment import permissions
from assessment.models import Fee, FeeEntry
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _to_be_paid_back(ctx: Context) -> None:
    line = ctx.rule("assessment.fee_bearer")
    fee = Fee.objects.filter(assessment=ctx.case).first()
    if fee is None:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本次评估没有向个人收费，不需要退费。", line.citation)
    if fee.state != Fee.State.REFUND_DUE:
        raise Refusal(Code.WRONG_STATE, f"这笔评估费{fee.get_state_display()}，不能退费。", line.citation)
    taken = FeeEntry.objects.get(fee=fee, kind=FeeEntry.Kind.PREPAYMENT)
    if taken.by_id == ctx.by.user_id:
        separate = ctx.rule("applications.separate_posts")
        raise Refusal(Code.SAME_PERSON, "收费和退费必须由两个人办理。", separate.citation)


def _said(ctx: Context, *, method: str = "", payee: str = "", **_: Any) -> None:
    if method not in FeeEntry.Method.values:
        raise Refusal(Code.INVALID_INPUT, "请选择退费方式。", ctx.article, {"method": "必选"})
    if not payee.strip():
        raise Refusal(Code.INVALID_INPUT, "请填写收款人。", ctx.article, {"payee": "必填"})


@act(
    "assessment.refund_fee",
    label="退还评估费",
    model="assessment.Assessment",
    posts=permissions.REFUNDERS,
    law=_to_be_paid_back,
    check=_said,
    cites="assessment.fee_bearer",
)
def refund_fee(ctx: Context, *, method: str, payee: str) -> None:
    """The whole of what was paid in goes back."""
    ctx.case.refund_fee()
    fee = Fee.objects.select_for_update().get(assessment=ctx.case)
    fee.state = Fee.State.REFUNDED
    fee.save()
    FeeEntry.objects.create(
        fee=fee, kind=FeeEntry.Kind.REFUND, amount=fee.amount, method=method, party=payee.strip(), day=ctx.today,
        at=ctx.now, by_id=ctx.by.user_id or 0,
    )  # fmt: skip
    ctx.noted["amount"] = str(fee.amount)
