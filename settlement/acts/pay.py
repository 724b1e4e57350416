"""Pay a re-checked batch: deductions and set-offs, the voucher, the order to the bank, the statement. F3, F5, F8.

新疆第二十八条（四）、第三十五条; 宁夏第四十一条（四）、第五十条; 黑龙江第二十八条（四）; 天津通知（九）.
"""

import documents
from settlement import books, letters, payees, permissions
from settlement.models import Account, ClaimBatch, Payment, Recovery, Voucher
from settlement.separation import apart
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _law(ctx: Context) -> None:
    apart(ctx)
    if payees.current(ctx.case.provider_id) is None:
        message = "这个机构还没有经两人登记和确认的收款账户，请先登记。"
        raise Refusal(Code.MISSING_MATERIALS, message, ctx.article)


@act(
    "settlement.pay",
    label="费用拨付",
    model="settlement.ClaimBatch",
    posts=permissions.PAYER,
    law=_law,
    cites="settlement.separate_posts",
    issues=("settlement_statement",),
)
def pay(ctx: Context) -> None:
    case: ClaimBatch = ctx.case
    case.offset_fen = set_off(case, case.fund_fen - case.withheld_fen)
    case.paid_fen = case.fund_fen - case.withheld_fen - case.offset_fen
    case.pay()
    case.paid_by_id, case.paid_at = ctx.by.user_id, ctx.now
    _post(ctx)
    _order(ctx)
    facts = letters.statement(ctx)
    ctx.letters.append(documents.issue(letter="settlement_statement", case=case, facts=facts, by=ctx.by, now=ctx.now))
    ctx.noted |= {"paid_fen": case.paid_fen, "withheld_fen": case.withheld_fen, "offset_fen": case.offset_fen}


def set_off(case: ClaimBatch, most: int) -> int:
    """Set off what the organisation owes from earlier batches, oldest first; returns how much."""
    owed = Recovery.objects.select_for_update(of=("self",)).filter(
        batch__provider=case.provider, batch__agency=case.agency
    )
    taken = 0
    for row in owed.order_by("id"):
        part = min(row.open_fen, most - taken)
        if part > 0:
            row.offset_fen += part
            row.save(update_fields=["offset_fen"])
            taken += part
    return taken


def _post(ctx: Context) -> None:
    case: ClaimBatch = ctx.case
    money = books.cash(case.agency, ctx.today)
    legs = [
        (Account.PAYABLE, case.fund_fen, case.provider),
        (Account.WITHHELD, -case.withheld_fen, case.provider),
        (Account.RECEIVABLE, -case.offset_fen, case.provider),
        (money, -case.paid_fen, None),
    ]
    text, day = f"{case} 拨付", ctx.today
    books.post(
        agency=case.agency, day=day, kind=Voucher.Kind.PAYMENT, text=text, batch=case, legs=legs, by=ctx.by, now=ctx.now
    )


def _order(ctx: Context) -> None:
    case: ClaimBatch = ctx.case
    payee = payees.current(case.provider_id)
    assert payee is not None
    tries = Payment.objects.filter(batch=case).count() + 1
    Payment.objects.create(
        batch=case, number=f"BF{ctx.today:%Y%m%d}-{case.pk.hex[:8].upper()}-{tries}", amount_fen=case.paid_fen,
        holder=payee.holder, bank=payee.bank, account=str(payee.account), day=ctx.today, by_id=ctx.by.user_id or 0,
        at=ctx.now, state=Payment.State.INSTRUCTED if case.paid_fen else Payment.State.CONFIRMED,
    )  # fmt: skip
