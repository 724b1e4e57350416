"""Not received: each ground and its article are named in the letter. A3."""

from collections.abc import Sequence
from typing import Any

import documents
from applications import letters, permissions, queries
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _grounds(ctx: Context, *, grounds: Sequence[str] = (), **_: Any) -> None:
    for code in grounds:
        if queries.listed_ground(ctx.case, code) is None:
            label = queries.GROUND_LABELS.get(code, code)
            raise Refusal(
                Code.NOT_PROVIDED_FOR,
                f"本地规定的不予受理情形中没有“{label}”，请从本地的情形中选择。",
                ctx.article,
                {"grounds": label},
            )
    if not grounds and not queries.find_grounds(ctx.case, ctx.today):
        raise Refusal(
            Code.INVALID_INPUT,
            "系统没有查出不予受理的情形，请选明理由；没有法定情形的不得拒绝受理。",
            ctx.article,
            {"grounds": "必选"},
        )


@act(
    "applications.refuse",
    label="不予受理",
    model="applications.Application",
    posts=permissions.refusing,
    check=_grounds,
    cites="applications.grounds",
    issues=("refusal_notice",),
)
def refuse(ctx: Context, *, grounds: Sequence[str] = (), reason: str = "") -> None:
    """`grounds`: codes declared by the clerk, beside those that the machine finds."""
    case = ctx.case
    found = [ground.code for ground in queries.find_grounds(case, ctx.today)]
    case.grounds = list(dict.fromkeys([*found, *grounds]))
    rows = [row for row in (queries.listed_ground(case, code) for code in case.grounds) if row]
    case.decided_at, ctx.reason = ctx.now, reason.strip()
    if case.accepted_by_id is not None:
        case.decided_by_id = ctx.by.user_id
    ctx.citation = "；".join(row["article"] for row in rows)
    deadlines.end(matter=case.matter, met="material_review", on=ctx.today)
    case.refuse()
    ctx.letters.append(
        documents.issue(letter="refusal_notice", case=case, facts=letters.refusal(ctx, rows), by=ctx.by, now=ctx.now)
    )
