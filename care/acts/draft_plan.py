"""The care specialist forms a care plan with provider and person. C2, C4.

新疆第十六条; 宁夏第十九条; 黑龙江第十六条.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from care import permissions
from care.acts import planning
from care.models import CarePlan
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _first(ctx: Context) -> None:
    accepted = planning.serving(ctx)
    held = ctx.case.plans.filter(state=CarePlan.State.CONFIRMED, effective_until__isnull=True).last()
    if held is not None and (held.mode, held.provider_id) == (accepted.mode, accepted.provider_id):
        raise Refusal(Code.WRONG_STATE, "已有确认过的护理服务计划，需要调整的请办理“修订护理服务计划”。", ctx.article)


def _within_limits(
    ctx: Context, *, items: Sequence[Mapping[str, Any]] = (), effective_from: date | None = None, **_: Any
) -> None:
    planning.checked(ctx, items, effective_from)


@act(
    "care.draft_plan",
    label="形成护理服务计划",
    model="care.Benefit",
    posts=permissions.planning,
    law=_first,
    check=_within_limits,
    cites="care.plan.drafter",
)
def draft_plan(
    ctx: Context,
    *,
    items: Sequence[Mapping[str, Any]],
    effective_from: date | None = None,
    advice: str = "",
    staffing: str = "",
) -> None:
    """`items`: code, weekdays (1 to 7, once for each time), minutes, performer; name, price_fen if not of the list."""
    ctx.case.draft_plan()
    rows = planning.planned(items)
    planning.write(ctx, rows, effective_from=effective_from or ctx.today, advice=advice, staffing=staffing)
