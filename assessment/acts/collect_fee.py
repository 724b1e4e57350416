"""Take the fee of an assessment in advance, once, with a receipt. A18: 乌鲁木齐第二十二条."""

from decimal import Decimal
from typing import Any

import documents
from assessment import letters, permissions
from assessment.models import Fee, FeeEntry
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _due(ctx: Context) -> None:
    line = ctx.rule("assessment.fee_prepaid")
    fee = Fee.objects.filter(assessment=ctx.case).first()
    if fee is None:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本次评估不向个人预收评估费。", line.citation)
    if fee.state != Fee.State.DUE:
        raise Refusal(Code.WRONG_STATE, f"这笔评估费{fee.get_state_display()}，不能再收。", line.citation)


def _exact(ctx: Context, *, amount: Decimal | None = None, method: str = "", payer: str = "", **_: Any) -> None:
    fee = Fee.objects.get(assessment=ctx.case)
    if amount != fee.amount:
        told = f"应收 {fee.amount} 元，与填写的金额不符。"
        raise Refusal(Code.INVALID_INPUT, told, fee.citation, {"amount": told})
    if method not in FeeEntry.Method.values:
        raise Refusal(Code.INVALID_INPUT, "请选择缴费方式。", fee.citation, {"method": "必选"})
    if not payer.strip():
        raise Refusal(Code.INVALID_INPUT, "请填写缴款人。", fee.citation, {"payer": "必填"})


@act(
    "assessment.collect_fee",
    label="收取评估费",
    model="assessment.Assessment",
    posts=permissions.COLLECTORS,
    law=_due,
    check=_exact,
    cites="assessment.fee",
    issues=("fee_receipt",),
)
def collect_fee(ctx: Context, *, amount: Decimal, method: str, payer: str) -> None:
    """`amount`: yuan, exactly what is due."""
    case = ctx.case
    case.collect_fee()
    fee = Fee.objects.select_for_update().get(assessment=case)
    fee.state = Fee.State.PREPAID
    fee.save()
    entry = FeeEntry(
        fee=fee, kind=FeeEntry.Kind.PREPAYMENT, amount=amount, method=method, party=payer.strip(), day=ctx.today,
        at=ctx.now, by_id=ctx.by.user_id or 0,
    )  # fmt: skip
    facts = letters.fee_receipt(ctx, entry)
    receipt = documents.issue(letter="fee_receipt", case=case, facts=facts, by=ctx.by, now=ctx.now)
    entry.receipt = receipt.number
    entry.save()
    ctx.letters.append(receipt)
    ctx.noted |= {"amount": str(amount), "receipt": receipt.number}
