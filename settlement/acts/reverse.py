"""Reverse a payment that did not arrive: out of the books, its set-offs undone, to be paid again. F3, F5."""

from typing import Any

from settlement import books, permissions
from settlement.models import ClaimBatch, Payment, Recovery, Voucher
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _not_arrived(ctx: Context) -> None:
    payment = Payment.objects.filter(batch=ctx.case).exclude(state=Payment.State.REVERSED).first()
    if payment is None or payment.state != Payment.State.FAILED:
        said = payment.get_state_display() if payment else "没有拨付"
        message = f"这笔拨付{said}，只有银行退回、未到账的拨付可以冲销；多付的请办理追回。"
        raise Refusal(Code.WRONG_STATE, message, ctx.article)
    if Recovery.objects.filter(batch=ctx.case).exists():
        raise Refusal(Code.WRONG_STATE, "这一批已经办理追回，不能冲销。", ctx.article)


def _said(ctx: Context, *, reason: str = "", **_: Any) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "冲销须写明理由。", ctx.article, {"reason": "必填"})


@act(
    "settlement.reverse",
    label="冲销",
    model="settlement.ClaimBatch",
    posts=permissions.PAYER,
    law=_not_arrived,
    check=_said,
    cites="settlement.separate_posts",
)
def reverse(ctx: Context, *, reason: str) -> None:
    case: ClaimBatch = ctx.case
    voucher = books.standing(case, Voucher.Kind.PAYMENT)
    if voucher is not None:
        books.reverse(voucher, day=ctx.today, text=f"{case} 冲销", by=ctx.by, now=ctx.now)
    _undo_set_off(case)
    Payment.objects.filter(batch=case, state=Payment.State.FAILED).update(state=Payment.State.REVERSED)
    case.reverse()
    case.offset_fen = case.paid_fen = 0
    case.paid_by_id = case.paid_at = None
    ctx.reason = reason.strip()


def _undo_set_off(case: ClaimBatch) -> None:
    """The last that was set off is the first to be owed again."""
    left = case.offset_fen
    owed = Recovery.objects.select_for_update(of=("self",)).filter(
        batch__provider=case.provider, batch__agency=case.agency, offset_fen__gt=0
    )
    for row in owed.order_by("-id"):
        part = min(row.offset_fen, left)
        if part:
            row.offset_fen -= part
            row.save(update_fields=["offset_fen"])
            left -= part
