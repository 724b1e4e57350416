"""The cause of a suspension is gone: benefits are resumed from the day that the region says. C8. 宁夏第二十四条."""

from datetime import date
from typing import Any

import documents
from assessment.models import Assessment
from care import letters, permissions
from care.acts.settling import settle
from care.models import BenefitPeriod, Suspension
from care.rules.terms import first_day
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

REFUSED = BenefitPeriod.Cause.REFUSES_REASSESSMENT


def _suspended(ctx: Context) -> None:
    if not ctx.case.suspensions.running().exists():
        raise Refusal(Code.WRONG_STATE, "没有需要恢复的暂停；住院暂停的，登记出院后自行恢复。", ctx.article)


def _cleared(ctx: Context, *, cause: str = "", finding: str = "", **_: Any) -> None:
    row = _running(ctx, cause)
    if row is None:
        raise Refusal(Code.INVALID_INPUT, "没有因这种情形暂停待遇。", ctx.article, {"cause": "没有暂停"})
    if not finding.strip():
        raise Refusal(Code.INVALID_INPUT, "恢复待遇须写明审核意见。", ctx.article, {"finding": "必填"})
    if row.cause == REFUSED and _reassessed_on(ctx, row) is None:
        raise Refusal(
            Code.NOT_CONFIRMED,
            "须完成重新评估并达到待遇享受条件，才能恢复待遇。",
            ctx.article,
            {"cause": "尚未重新评估"},
        )


def _running(ctx: Context, cause: str) -> Suspension | None:
    rows = ctx.case.suspensions.running()
    return rows.filter(cause=cause).first() if cause else rows.first()


def _reassessed_on(ctx: Context, row: Suspension) -> date | None:
    """The day of the new conclusion, which alone ends a suspension for refusing it."""
    levels = ctx.rule("assessment.eligible_levels").value
    rows = Assessment.objects.filter(
        matter=ctx.case.matter, concluded_on__gte=row.suspended_on, level__in=levels, superseded_on__isnull=True
    )
    return rows.order_by("concluded_on").values_list("concluded_on", flat=True).first()


@act(
    "care.resume",
    label="恢复待遇",
    model="care.Benefit",
    posts=permissions.SUPERVISOR,
    law=_suspended,
    check=_cleared,
    cites="care.resume_from",
    issues=("resumption_notice",),
)
def resume(ctx: Context, *, finding: str, cause: str = "") -> None:
    """`cause`: which suspension, where there are several."""
    row = _running(ctx, cause)
    assert row is not None
    row.cleared_on = (_reassessed_on(ctx, row) if row.cause == REFUSED else None) or ctx.today
    row.cleared_finding, row.cleared_by_name = finding.strip(), ctx.by.name
    row.save()
    back = first_day(ctx.rule("care.resume_from").value, row.cleared_on)
    ctx.reason = finding.strip()
    ctx.noted |= {"cause": row.cause, "from": str(back)}
    ctx.case.resume(settle(ctx))
    facts = letters.resumption(ctx, row, back)
    ctx.letters.append(documents.issue(letter="resumption_notice", case=ctx.case, facts=facts, by=ctx.by, now=ctx.now))
