"""Decide lines at first review, singly or all that a rule found: pay, refuse, cut; each with its reason. F3.

新疆第二十八条（二）; 宁夏第四十一条（二）、第四十七条; 黑龙江第二十八条（二）; 天津通知（八）.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from settlement import permissions
from settlement.models import ClaimBatch, ClaimLine, Decision, Finding
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

MOST = 200_000  # lines of one bulk decision


def _said(
    ctx: Context, *, verdict: str = "", reason: str = "", lines: Sequence[int] = (), rule: str = "",
    allowed_fen: int | None = None, **_: Any,
) -> None:  # fmt: skip
    if verdict not in Decision.Verdict.values:
        raise Refusal(Code.INVALID_INPUT, "请选择予以支付、不予支付或者核减。", ctx.article, {"verdict": "必选"})
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明理由。", ctx.article, {"reason": "必填"})
    chosen = _chosen(ctx.case, lines, rule)
    if not chosen:
        raise Refusal(Code.INVALID_INPUT, "没有选中本批次的明细。", ctx.article, {"lines": "必选"})
    if verdict == Decision.Verdict.CUT:
        _cut(ctx, chosen, allowed_fen)
    if verdict != Decision.Verdict.PASS:
        _heard(ctx, chosen)


def _cut(ctx: Context, chosen: Sequence[int], allowed_fen: int | None) -> None:
    if allowed_fen is None or allowed_fen < 0:
        raise Refusal(Code.INVALID_INPUT, "核减须填写核定金额。", ctx.article, {"allowed": "必填"})
    least = (
        ClaimLine.objects.of(ctx.case).filter(pk__in=chosen).order_by("amount_fen").values_list("amount_fen", flat=True)
    )
    if allowed_fen >= (least.first() or 0):
        raise Refusal(Code.INVALID_INPUT, "核定金额须小于申报金额。", ctx.article, {"allowed": "不小于申报金额"})


def _heard(ctx: Context, chosen: Sequence[int]) -> None:
    """Nothing is refused on a query before the sender has answered or the time for it is over."""
    case: ClaimBatch = ctx.case
    if case.answers_due_on is None or ctx.today > case.answers_due_on:
        return
    asked = Finding.objects.filter(batch=case, line_id__in=chosen, kind=Finding.Kind.QUERY)
    rejected = Finding.objects.filter(batch=case, line_id__in=chosen, kind=Finding.Kind.REJECT).values("line_id")
    if asked.filter(answer="").exclude(line_id__in=rejected).exists():
        line = ctx.rule("settlement.query_answer")
        day = f"{case.answers_due_on:%Y年%m月%d日}"
        message = f"申报机构还没有答复疑点，答复期限到{day}；期满后才能不予支付或者核减。"
        raise Refusal(Code.TOO_EARLY, message, line.citation)


def _chosen(case: ClaimBatch, lines: Sequence[int], rule: str) -> list[int]:
    """The lines of the batch that were named, or all that the rule found and nobody has decided."""
    if rule:
        found = Finding.objects.filter(batch=case, rule=rule).exclude(
            line_id__in=Decision.objects.filter(batch=case).values("line_id")
        )
        return list(found.values_list("line_id", flat=True)[:MOST])
    own = ClaimLine.objects.of(case).filter(Q(pk__in=list(lines)[:MOST]))
    return list(own.values_list("pk", flat=True))


@act(
    "settlement.decide",
    label="逐笔审核",
    model="settlement.ClaimBatch",
    posts=permissions.FIRST_REVIEWER,
    check=_said,
    cites="settlement.violations_unpaid",
)
def decide(
    ctx: Context,
    *,
    verdict: str,
    reason: str,
    lines: Sequence[int] = (),
    rule: str = "",
    allowed_fen: int | None = None,
) -> None:
    """`lines`: numbers of lines; or `rule`: all that it found. A later decision on a line replaces the earlier one."""
    case: ClaimBatch = ctx.case
    case.decide()
    chosen = _chosen(case, lines, rule)
    rows = [
        Decision(
            batch=case, line_id=line, month=case.month, verdict=verdict, reason=reason.strip()[:500], rule=rule,
            allowed_fen=allowed_fen if verdict == Decision.Verdict.CUT else None, by_id=ctx.by.user_id or 0, at=ctx.now,
        )
        for line in chosen
    ]  # fmt: skip
    Decision.objects.bulk_create(
        rows, batch_size=5000, update_conflicts=True, unique_fields=["batch", "line_id"],
        update_fields=["verdict", "allowed_fen", "reason", "rule", "by", "at"],
    )  # fmt: skip
    ctx.reason = reason.strip()
    ctx.noted |= {"verdict": verdict, "count": len(rows), "rule": rule, "lines": chosen[:50]}
