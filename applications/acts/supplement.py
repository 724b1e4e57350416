"""Take the papers that were missing; the case goes back to where it came from and its clocks go on. A4."""

from collections.abc import Mapping, Sequence
from typing import Any

from applications import permissions, queries
from applications.acts.submit import receive
from applications.models import Material
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _in_time(ctx: Context) -> None:
    limit = deadlines.find(ctx.case.matter, "supplement")
    if limit is not None and limit.due_on < ctx.today:
        raise Refusal(
            Code.TOO_LATE, f"补正期限已于 {limit.due_on:%Y年%-m月%-d日} 届满，材料补齐后请重新申请。", limit.citation
        )


def _brought(ctx: Context, *, materials: Sequence[str] = (), **_: Any) -> None:
    unknown = [code for code in materials if code not in Material.Code.values]
    if unknown or not materials:
        message = f"没有这种材料：{'、'.join(unknown)}。" if unknown else "请选择本次补正的材料。"
        raise Refusal(Code.INVALID_INPUT, message, ctx.article, {"materials": message})


@act(
    "applications.supplement",
    label="补正材料",
    model="applications.Application",
    posts=permissions.CLERK_OR_APPLICANT,
    law=_in_time,
    check=_brought,
    cites="applications.supplement",
    task="intake",
)
def supplement(ctx: Context, *, materials: Sequence[str], forms: Mapping[str, str] | None = None) -> None:
    """`materials`: codes of the papers brought now."""
    case = ctx.case
    receive(ctx, materials, forms or {})
    deadlines.meet(matter=case.matter, kind="supplement", on=ctx.today)
    deadlines.resume(matter=case.matter, on=ctx.today)
    case.supplement(case.supplement_from)
    case.grounds = [ground.code for ground in queries.find_grounds(case, ctx.today)]
