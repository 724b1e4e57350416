"""The provider judges how the plan is carried out, and whether it must be revised. C6. 宁夏第二十一条."""

from typing import Any

from care import permissions, queries
from care.models import PlanEvaluation
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _asked_for(ctx: Context) -> None:
    line = ctx.rule("care.plan.evaluated")
    if not line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定没有计划评价制度，需要调整的请直接修订计划。", line.citation)
    if queries.plan_on(ctx.case, ctx.today) is None:
        raise Refusal(Code.NOT_CONFIRMED, "今天没有生效的护理服务计划，不能评价。", line.citation)


def _in_words(ctx: Context, *, finding: str = "", outcome: str = "", **_: Any) -> None:
    if outcome not in PlanEvaluation.Outcome.values:
        raise Refusal(Code.INVALID_INPUT, "请选择评价结论：继续执行或者需要修订。", ctx.article, {"outcome": "必选"})
    if not finding.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明计划执行的情况。", ctx.article, {"finding": "必填"})


@act(
    "care.evaluate_plan",
    label="评价计划执行情况",
    model="care.Benefit",
    posts=permissions.MANAGER,
    law=_asked_for,
    check=_in_words,
    cites="care.plan.evaluated",
)
def evaluate_plan(ctx: Context, *, finding: str, outcome: str) -> None:
    ctx.case.evaluate_plan()
    plan = queries.plan_on(ctx.case, ctx.today)
    assert plan is not None
    PlanEvaluation.objects.create(
        plan=plan,
        evaluated_on=ctx.today,
        outcome=outcome,
        finding=finding.strip(),
        evaluated_by_id=ctx.by.user_id or 0,
        evaluated_by_name=ctx.by.name,
    )
    ctx.noted |= {"outcome": outcome}
