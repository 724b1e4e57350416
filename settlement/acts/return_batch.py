"""Send a batch back: to its sender, who claims anew, or to the first review. F3.

新疆第二十八条; 宁夏第四十一条; 黑龙江第二十八条; 天津通知（八）.
"""

from typing import Any

from care.models import ServiceRecord
from settlement import books, permissions, settling
from settlement.models import ClaimBatch, Voucher
from settlement.states import State
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

SENDER, REVIEWER = "sender", "reviewer"
TARGETS = {SENDER: State.RETURNED, REVIEWER: State.SCREENED}


def _said(ctx: Context, *, reason: str = "", to: str = SENDER, **_: Any) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "退回须写明理由。", ctx.article, {"reason": "必填"})
    if to not in TARGETS or (to == REVIEWER and ctx.case.state == State.SCREENED):
        raise Refusal(Code.INVALID_INPUT, "请选择退回给谁；初审中的批次只能退回申报机构。", ctx.article, {"to": "必选"})


@act(
    "settlement.return_batch",
    label="退回",
    model="settlement.ClaimBatch",
    posts=permissions.returning,
    check=_said,
    cites="settlement.separate_posts",
)
def return_batch(ctx: Context, *, reason: str, to: str = SENDER) -> None:
    """What it had used of limits is free again; what the fund owed for it is taken out of the books."""
    case: ClaimBatch = ctx.case
    accrued = books.standing(case, Voucher.Kind.ACCRUAL)
    if accrued is not None:
        books.reverse(accrued, day=ctx.today, text=f"{case} 退回", by=ctx.by, now=ctx.now)
    settling.release(case, ctx.now)
    case.return_batch(TARGETS[to].value)
    case.returned_because = ctx.reason = reason.strip()
    case.refused_fen = case.over_cap_fen = case.own_fen = case.fund_fen = case.withheld_fen = 0
    case.first_reviewed_by_id = case.first_reviewed_at = case.rechecked_by_id = case.rechecked_at = None
    if to == SENDER:
        ServiceRecord.objects.filter(claim=case.pk).update(claim=None, claimed_at=None)
