"""A new version of a confirmed plan, in force from a day, when the person has confirmed it. C6. 宁夏第二十一条."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from care import permissions
from care.acts import planning
from care.models import CarePlan
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _confirmed_before(ctx: Context) -> None:
    planning.serving(ctx)
    if not ctx.case.plans.filter(state=CarePlan.State.CONFIRMED).exists():
        raise Refusal(Code.WRONG_STATE, "还没有确认过的护理服务计划，请先形成计划并经本人确认。", ctx.article)


def _within_limits(
    ctx: Context,
    *,
    items: Sequence[Mapping[str, Any]] = (),
    effective_from: date | None = None,
    reason: str = "",
    **_: Any,
) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "修订计划须写明理由。", ctx.article, {"reason": "必填"})
    planning.checked(ctx, items, effective_from)


@act(
    "care.revise_plan",
    label="修订护理服务计划",
    model="care.Benefit",
    posts=permissions.planning,
    law=_confirmed_before,
    check=_within_limits,
    cites="care.plan.evaluated",
)
def revise_plan(
    ctx: Context,
    *,
    items: Sequence[Mapping[str, Any]],
    reason: str,
    effective_from: date | None = None,
    advice: str = "",
    staffing: str = "",
) -> None:
    ctx.case.revise_plan()
    ctx.reason = reason.strip()
    rows, day = planning.planned(items), effective_from or ctx.today
    planning.write(ctx, rows, effective_from=day, advice=advice, staffing=staffing, reason=reason)
