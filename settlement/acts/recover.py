"""Get back what was paid against the rules: line by line, then set off against later payments. F3.

新疆第三十六条; 宁夏第四十七条; 黑龙江第三十六条; 天津通知（八）.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Sum

from settlement import books, permissions
from settlement.models import Account, ClaimBatch, Recovery, SettledLine, Voucher
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _said(ctx: Context, *, reason: str = "", lines: Sequence[int] = (), **_: Any) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "追回须写明查明的事实。", ctx.article, {"reason": "必填"})
    if not _paid(ctx.case, lines).exists():
        raise Refusal(Code.INVALID_INPUT, "没有选中基金已经支付的明细。", ctx.article, {"lines": "必选"})


def _paid(case: ClaimBatch, lines: Sequence[int]) -> Any:
    return SettledLine.objects.of(case).filter(pk__in=list(lines), fund_fen__gt=0)


@act(
    "settlement.recover",
    label="追回",
    model="settlement.ClaimBatch",
    posts=permissions.RECOVERING,
    check=_said,
    cites="settlement.violations_unpaid",
)
def recover(ctx: Context, *, reason: str, lines: Sequence[int]) -> None:
    """The whole of each line becomes refused: the person owes nothing for it either, and its limit is free again."""
    case: ClaimBatch = ctx.case
    rows = _paid(case, lines)
    chosen = list(rows.values_list("pk", flat=True))
    fen = int(rows.aggregate(total=Sum("fund_fen"))["total"])
    rows.update(refused_fen=F("claimed_fen"), over_cap_fen=0, own_fen=0, fund_fen=0)
    case.recover()
    case.recovered_fen += fen
    Recovery.objects.create(
        batch=case, amount_fen=fen, reason=reason.strip()[:500], lines=chosen, by_id=ctx.by.user_id or 0, at=ctx.now
    )
    expense = books.EXPENSE[ClaimBatch.Kind(case.kind)]
    books.post(
        agency=case.agency, day=ctx.today, kind=Voucher.Kind.RECOVERY, text=f"{case} 追回", batch=case, by=ctx.by,
        now=ctx.now, legs=[(Account.RECEIVABLE, fen, case.provider), (expense, -fen, None)],
    )  # fmt: skip
    ctx.reason = reason.strip()
    ctx.noted |= {"fen": fen, "lines": chosen[:50], "count": len(chosen)}
