"""Re-check: another person confirms what the first review proposes; the fund then owes it. F3, F5.

新疆第二十八条（三）; 宁夏第四十一条（三）; 黑龙江第二十八条（三）.
"""

from settlement import books, permissions, settling
from settlement.models import ClaimBatch, Voucher
from settlement.separation import apart
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _law(ctx: Context) -> None:
    apart(ctx)
    case: ClaimBatch = ctx.case
    found = settling.sums(case)
    if (found.claimed, found.fund, found.refused) != (case.claimed_fen, case.fund_fen, case.refused_fen):
        raise Refusal(Code.STALE_PAGE, "结算明细与批次合计不一致，请退回初审重新计算。", ctx.article)


@act(
    "settlement.recheck",
    label="费用复核",
    model="settlement.ClaimBatch",
    posts=permissions.RECHECKER,
    law=_law,
    cites="settlement.separate_posts",
)
def recheck(ctx: Context, *, reason: str = "") -> None:
    case: ClaimBatch = ctx.case
    case.recheck()
    case.rechecked_by_id, case.rechecked_at = ctx.by.user_id, ctx.now
    books.post(
        agency=case.agency, day=ctx.today, kind=Voucher.Kind.ACCRUAL, text=f"{case} 复核", batch=case, by=ctx.by,
        now=ctx.now, legs=books.accrual(case),
    )  # fmt: skip
    ctx.reason = reason.strip()
    ctx.noted["fund_fen"] = case.fund_fen
