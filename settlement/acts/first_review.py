"""First review: every query decided, the amounts worked out line by line, a proposal made. F3, F4.

新疆第二十八条（二）; 宁夏第四十一条（二）; 黑龙江第二十八条（二）; 天津通知（八）、（九）.
"""

from typing import Any

from django.db.models import Count

from settlement import deductions, permissions, settling
from settlement.models import ClaimBatch, Decision, Finding, SettledLine
from settlement.separation import apart
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _law(ctx: Context) -> None:
    apart(ctx)
    open_queries = undecided(ctx.case)
    if open_queries:
        raise Refusal(Code.NOT_CONFIRMED, f"还有 {open_queries} 笔疑点没有逐笔审核，请先作出决定。", ctx.article)


def undecided(batch: ClaimBatch) -> int:
    """Lines with a query on which nobody has decided, and which no rule refuses anyway."""
    settled = Decision.objects.filter(batch=batch).values("line_id")
    refused = Finding.objects.filter(batch=batch, kind=Finding.Kind.REJECT, allowed_fen=None).values("line_id")
    rows = Finding.objects.filter(batch=batch, kind=Finding.Kind.QUERY)
    rows = rows.exclude(line_id__in=settled).exclude(line_id__in=refused)
    return int(rows.aggregate(lines=Count("line_id", distinct=True))["lines"])


def _said(ctx: Context, *, proposal: str = "", sampled: bool = False, **_: Any) -> None:
    line = ctx.rule("settlement.first_review_proposes")
    if line.value and not proposal.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明结算建议。", line.citation, {"proposal": "必填"})
    if not sampled:
        share = ctx.rule("settlement.sample_share")
        message = f"请先查看抽样明细（至少 {share.value}%），并勾选已抽查。"
        raise Refusal(Code.INVALID_INPUT, message, share.citation, {"sampled": "必选"})


@act(
    "settlement.first_review",
    label="费用初审",
    model="settlement.ClaimBatch",
    posts=permissions.FIRST_REVIEWER,
    law=_law,
    check=_said,
    cites="settlement.violations_unpaid",
)
def first_review(ctx: Context, *, proposal: str = "", sampled: bool = False) -> None:
    """`sampled`: the reviewer has looked at the lines that the batch's seed draws."""
    case: ClaimBatch = ctx.case
    work_out(ctx)
    case.first_review()
    case.proposal = proposal.strip()
    case.first_reviewed_by_id, case.first_reviewed_at = ctx.by.user_id, ctx.now
    ctx.reason = case.proposal
    ctx.noted |= {"fund_fen": case.fund_fen, "refused_fen": case.refused_fen, "seed": case.seed}


def work_out(ctx: Context) -> None:
    """Settle the batch and carry its sums; refused where a standard is not known."""
    case: ClaimBatch = ctx.case
    found = settling.settle(case, ctx.now)
    missing = SettledLine.objects.of(case).filter(basis__has_key="missing").first()
    if missing is not None:
        line = ctx.rule("care.benefit_standards")
        raise Refusal(Code.NOT_PROVIDED_FOR, str(missing.basis["missing"]), line.citation)
    case.claimed_fen, case.refused_fen, case.over_cap_fen = found.claimed, found.refused, found.over_cap
    case.own_fen, case.fund_fen = found.own, found.fund
    case.withheld_fen = deductions.withheld(ctx, found.fund)
