"""The sender answers what the review asks about lines, while the time for it runs. F3. 天津通知（八）."""

from collections.abc import Sequence
from typing import Any

from settlement import permissions
from settlement.models import ClaimBatch, Finding
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _in_time(ctx: Context) -> None:
    due = ctx.case.answers_due_on
    if due is not None and ctx.today > due:
        line = ctx.rule("settlement.query_answer")
        raise Refusal(Code.TOO_LATE, f"答复期限到{due:%Y年%m月%d日}，已经期满。", line.citation)


def _said(ctx: Context, *, answer: str = "", findings: Sequence[int] = (), rule: str = "", **_: Any) -> None:
    if not answer.strip():
        raise Refusal(Code.INVALID_INPUT, "请填写说明。", ctx.article, {"answer": "必填"})
    if not _asked(ctx.case, findings, rule).exists():
        raise Refusal(Code.INVALID_INPUT, "没有选中要答复的疑点。", ctx.article, {"findings": "必选"})


def _asked(case: ClaimBatch, findings: Sequence[int], rule: str) -> Any:
    rows = Finding.objects.filter(batch=case, kind=Finding.Kind.QUERY)
    return rows.filter(rule=rule) if rule else rows.filter(pk__in=list(findings))


@act(
    "settlement.answer",
    label="答复疑点",
    model="settlement.ClaimBatch",
    posts=permissions.SENDERS,
    law=_in_time,
    check=_said,
    cites="settlement.query_answer",
)
def answer(ctx: Context, *, answer: str, findings: Sequence[int] = (), rule: str = "") -> None:
    """`findings`: their numbers; or `rule`: all queries of that rule."""
    ctx.case.answer()
    rows = _asked(ctx.case, findings, rule)
    count = rows.update(answer=answer.strip(), answered_by_id=ctx.by.user_id, answered_at=ctx.now)
    ctx.noted |= {"count": count, "rule": rule}
