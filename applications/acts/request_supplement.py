"""Tell once, all together, what is missing; the clocks wait. A4: 新疆第六条; 宁夏第十二条; 黑龙江第六条."""

from collections.abc import Sequence
from typing import Any

import documents
from applications import letters, permissions, queries
from applications.models import Material
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _only_once(ctx: Context) -> None:
    if ctx.case.missing_told:
        raise Refusal(
            Code.NOT_PROVIDED_FOR, "补正只能一次性告知，本申请已经告知过。仍未补齐的，按材料不全不予受理。", ctx.article
        )


def _named(ctx: Context, *, materials: Sequence[str] = (), **_: Any) -> None:
    unknown = [code for code in materials if code not in Material.Code.values]
    if unknown:
        raise Refusal(
            Code.INVALID_INPUT, f"没有这种材料：{'、'.join(unknown)}。", ctx.article, {"materials": "材料有误"}
        )
    if not materials and not queries.missing(ctx.case):
        raise Refusal(
            Code.INVALID_INPUT,
            "申请材料已经齐全，没有需要补正的材料。",
            ctx.article,
            {"materials": "请选择需补正的材料"},
        )


@act(
    "applications.request_supplement",
    label="告知补正",
    model="applications.Application",
    posts=permissions.CLERK_OR_REVIEWER,
    law=_only_once,
    check=_named,
    cites="applications.supplement_once",
    issues=("supplement_notice",),
)
def request_supplement(ctx: Context, *, materials: Sequence[str] = (), reason: str = "") -> None:
    """`materials`: codes to bring; what the machine finds missing is added, so that it is told all together."""
    case = ctx.case
    case.missing_told = list(dict.fromkeys([*materials, *queries.missing(case)]))
    case.supplement_from = case.state
    ctx.reason = reason
    deadlines.pause(matter=case.matter, on=ctx.today, reason="等待申请人补正材料")
    until = deadlines.start(
        case=case,
        kind="supplement",
        on=ctx.today,
        line=ctx.rule("applications.supplement"),
        act_at_due="applications.lapse",
        owner_post="applicant",
        now=ctx.now,
    )
    case.request_supplement()
    ctx.noted["materials"] = case.missing_told
    ctx.letters.append(
        documents.issue(
            letter="supplement_notice", case=case, facts=letters.supplement(ctx, until.due_on), by=ctx.by, now=ctx.now
        )
    )
