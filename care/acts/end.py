"""A benefit ends for another cause than death. C7. 宁夏第二十三条第2项."""

from datetime import date
from typing import Any

from care import permissions
from care.acts.settling import settle
from care.models import Benefit, Placement
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

CAUSES = [
    (cause.value, cause.label)
    for cause in Benefit.EndCause
    if cause not in (Benefit.EndCause.DEATH, Benefit.EndCause.FOLLOWED)
]


def _founded(ctx: Context, *, cause: str = "", reason: str = "", last_day: date | None = None, **_: Any) -> None:
    if cause not in dict(CAUSES):
        raise Refusal(Code.INVALID_INPUT, "请选择终止待遇的原因。", ctx.article, {"cause": "必选"})
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "终止待遇须写明理由。", ctx.article, {"reason": "必填"})
    if last_day is not None and last_day < earliest(ctx.case):
        raise Refusal(Code.INVALID_INPUT, "最后一日不能早于建立待遇的日期。", ctx.article, {"last_day": "过早"})


def earliest(case: Benefit) -> date:
    """The earliest last day: the day before the benefit could begin."""
    return case.policy_on


@act(
    "care.end",
    label="终止待遇",
    model="care.Benefit",
    posts=permissions.ENDING,
    check=_founded,
    cites="care.suspension_causes",
)
def end(ctx: Context, *, cause: str, reason: str, last_day: date | None = None) -> None:
    """`last_day`: the last day with a benefit, today when left out."""
    case = ctx.case
    day = last_day or ctx.today
    case.last_day, case.end_cause = min(day, case.died_on or day), cause
    case.placements.open().update(state=Placement.State.WITHDRAWN)
    deadlines.void(matter=case.matter, on=ctx.today, kinds=("dispatch_answer",))
    ctx.reason = reason.strip()
    ctx.noted |= {"cause": cause, "last_day": str(case.last_day)}
    case.end(settle(ctx))
