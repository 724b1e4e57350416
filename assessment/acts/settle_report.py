"""Say whether a report is borne out: then a review is due, else the case goes on where it stood. A13."""

from typing import Any

import documents
from assessment import disputes, letters, permissions
from assessment.models import PublicNotice
from assessment.states import State
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _waiting(ctx: Context) -> None:
    if ctx.once(disputes.unsettled, ctx.case) is None:
        raise Refusal(Code.WRONG_STATE, "没有待核实的反映。", ctx.article)


def _said(ctx: Context, *, borne_out: bool | None = None, **_: Any) -> None:
    if borne_out is None:
        raise Refusal(Code.INVALID_INPUT, "请选择反映情况是否基本属实。", ctx.article, {"borne_out": "必选"})


@act(
    "assessment.settle_report",
    label="核实反映情况",
    model="assessment.Assessment",
    posts=permissions.REVIEWER,
    law=_waiting,
    check=_said,
    cites="assessment.report",
    issues=("report_outcome", "review_ordered_notice"),
)
def settle_report(ctx: Context, *, borne_out: bool, findings: str = "") -> None:
    """`borne_out`: 基本属实; `findings`: what the enquiry found."""
    case = ctx.case
    row = ctx.once(disputes.unsettled, case)
    assert row is not None
    row.settled_at, row.settled_by_id, row.borne_out, row.findings = (
        ctx.now,
        ctx.by.user_id,
        borne_out,
        findings.strip(),
    )
    row.save()
    if borne_out:
        wait_for_review(ctx)
        tell_of_review(ctx, f"第三人实名反映的情况经核实基本属实（{ctx.today:%Y年%-m月%-d日}）")
    facts = letters.report_outcome(ctx, row)
    ctx.letters.append(documents.issue(letter="report_outcome", case=case, facts=facts, by=ctx.by, now=ctx.now))
    case.settle_report(_goes_on(ctx))
    ctx.noted["borne_out"] = borne_out


def tell_of_review(ctx: Context, cause: str) -> None:
    """The person learns that the conclusion is reviewed and why, not who reported."""
    facts = letters.review_notice(ctx, cause)
    ctx.letters.append(
        documents.issue(letter="review_ordered_notice", case=ctx.case, facts=facts, by=ctx.by, now=ctx.now)
    )


def wait_for_review(ctx: Context) -> None:
    """The conclusion is on its way to a review: nothing more is to be objected to."""
    case = ctx.case
    deadlines.void(matter=case.matter, on=ctx.today, kinds=("notice", "review_request"))
    PublicNotice.objects.filter(assessment=case, withdrawn_on__isnull=True).update(withdrawn_on=ctx.today)


def _goes_on(ctx: Context) -> str:
    case = ctx.case
    if disputes.unresolved(case):
        return State.CONTESTED
    return State.ON_NOTICE if disputes.notice_open(case, ctx.today) else State.CLEARED
