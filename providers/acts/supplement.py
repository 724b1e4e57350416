"""Bring what was missing; the clocks go on. D2; after a failure 黑龙江第二十条（二）."""

from collections.abc import Sequence
from typing import Any

from providers import permissions
from providers.acts.submit import known_materials
from providers.permissions import of_kind
from providers.states import State
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _in_time(ctx: Context) -> None:
    case = ctx.case
    if case.state == State.FAILED and _after_failure(ctx) is None:
        line = ctx.rule(case.key("review"))
        raise Refusal(Code.NOT_PROVIDED_FOR, "审核不合格的，请完成整改后申请再次审核。", line.citation)
    limit = deadlines.find(case.matter, "designation_supplement")
    if limit is not None and limit.due_on < ctx.today and limit.state != "met":
        raise Refusal(Code.TOO_LATE, f"补正期限已于 {limit.due_on:%Y年%-m月%-d日} 届满。", limit.citation)


def _after_failure(ctx: Context) -> int | None:
    """In how many working days papers may follow a failure; only where the region has such a limit, for providers."""
    case = ctx.case
    return ctx.rule("providers.provider.rectification_papers").value if case.kind == "provider" else None


def _brought(ctx: Context, *, materials: Sequence[str] = (), **_: Any) -> None:
    known_materials(ctx, materials)
    if not materials:
        raise Refusal(Code.INVALID_INPUT, "请选择这次补交的材料。", ctx.article, {"materials": "必选"})


@act(
    "providers.supplement",
    label="补正材料",
    model="providers.Designation",
    posts=permissions.applying,
    law=_in_time,
    check=_brought,
    cites=of_kind("supplement_once"),
)
def supplement(ctx: Context, *, materials: Sequence[str]) -> None:
    """`materials`: codes of the papers handed in now."""
    case = ctx.case
    case.materials = list(dict.fromkeys([*case.materials, *materials]))
    if case.state == State.FAILED:
        case.supplement(State.FAILED)
        return
    deadlines.meet(matter=case.matter, kind="designation_supplement", on=ctx.today)
    deadlines.resume(matter=case.matter, on=ctx.today)
    case.supplement(case.supplement_from)
