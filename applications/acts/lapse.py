"""The missing papers were not brought in time: done by the clock alone."""

from typing import Any

from workflow import deadlines
from workflow.acts import Context, act
from workflow.models.case import CLOCK_POST
from workflow.refusal import Code, Refusal


def _passed(ctx: Context, **_: Any) -> None:
    limit = deadlines.find(ctx.case.matter, "supplement")
    if limit is not None and limit.due_on >= ctx.today:
        raise Refusal(Code.TOO_EARLY, f"补正期限到 {limit.due_on:%Y年%-m月%-d日} 为止，尚未届满。", limit.citation)


@act(
    "applications.lapse",
    label="逾期未补正",
    model="applications.Application",
    posts=(CLOCK_POST,),
    law=_passed,
    cites="applications.lapse_after_supplement",
)
def lapse(ctx: Context) -> None:
    ctx.case.lapse()
    ctx.case.decided_at = ctx.now
    deadlines.void(matter=ctx.case.matter, on=ctx.today, except_kinds=("supplement",))
