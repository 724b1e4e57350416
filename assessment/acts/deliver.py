"""Deliver the conclusion letter, with proof; stops the 30 working days. A14.

新疆第八条（一）3; 乌鲁木齐第九条（五）; 宁夏第十五条（三）; 黑龙江第八条（四）.
"""

from datetime import date
from typing import Any

import documents
from assessment import disputes, letters, permissions
from assessment.models import Assessment
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _proven(ctx: Context, *, means: str = "", received_on: date | None = None, **_: Any) -> None:
    if means not in Assessment.DeliveryMeans.values:
        raise Refusal(Code.INVALID_INPUT, "请选择送达方式：直接、邮寄或电子送达。", ctx.article, {"means": "必选"})
    day = received_on or ctx.today
    if day > ctx.today:
        raise Refusal(Code.INVALID_INPUT, "签收日期不能晚于今天。", ctx.article, {"received_on": "晚于今天"})
    if ctx.case.concluded_on and day < ctx.case.concluded_on:
        raise Refusal(Code.INVALID_INPUT, "签收日期不能早于结论书日期。", ctx.article, {"received_on": "早于结论日期"})


@act(
    "assessment.deliver",
    label="送达结论书",
    model="assessment.Assessment",
    posts=permissions.delivering,
    check=_proven,
    cites="assessment.deliverer",
    issues=("delivery_receipt",),
)
def deliver(
    ctx: Context, *, means: str, received_on: date | None = None, received_by: str = "", proof: str = ""
) -> None:
    """`received_on`: the day on which it was received, today when left out; `proof`: tracking number, receipt."""
    case = ctx.case
    case.deliver()
    case.delivered_on = received_on or ctx.today
    case.delivery_means, case.received_by = means, received_by.strip()
    ctx.reason = proof.strip()
    deadlines.meet(matter=case.matter, kind="conclusion_delivery", on=case.delivered_on)
    _open_review_window(ctx)
    facts = letters.delivery_receipt(ctx, proof)
    ctx.letters.append(documents.issue(letter="delivery_receipt", case=case, facts=facts, by=ctx.by, now=ctx.now))


def _open_review_window(ctx: Context) -> None:
    """Within how many days of delivery the person may ask for a review; a review's own conclusion is final. A16."""
    case = ctx.case
    if case.kind == Assessment.Kind.REVIEW or disputes.asks_within_notice(case):
        return
    key = "assessment.review_request_limit" if case.published_at else "assessment.review_request_unpublished"
    line = ctx.rule(key)
    if line.value is not None:
        deadlines.start(case=case, kind="review_request", on=case.delivered_on, line=line, now=ctx.now)
