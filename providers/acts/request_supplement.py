"""Tell the missing papers, all at once and once only; the clocks wait. D2."""

from collections.abc import Sequence
from typing import Any

import documents
from providers import letters, permissions, queries
from providers.acts.submit import known_materials
from providers.permissions import of_kind
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _once(ctx: Context) -> None:
    told_on = ctx.case.supplement_told_on
    if told_on is not None:
        line = ctx.rule(ctx.case.key("supplement_once"))
        told = f"已于 {told_on:%Y年%-m月%-d日} 一次性告知过补正，不能再次告知。"
        raise Refusal(Code.NOT_PROVIDED_FOR, told, line.citation)


def _something(ctx: Context, *, materials: Sequence[str] = (), **_: Any) -> None:
    known_materials(ctx, materials)
    if not materials and not queries.missing(ctx.case):
        told = "材料已经齐全；要求重新提交的，请选择材料。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"materials": "必选"})


@act(
    "providers.request_supplement",
    label="一次性告知补正",
    model="providers.Designation",
    posts=permissions.OFFICER,
    law=_once,
    check=_something,
    cites=of_kind("supplement_once"),
    issues=("designation_supplement",),
)
def request_supplement(ctx: Context, *, materials: Sequence[str] = (), reason: str = "") -> None:
    """`materials`: papers to be brought (again) beside those that are missing."""
    case = ctx.case
    case.missing_told = list(dict.fromkeys([*queries.missing(case), *materials]))
    case.materials = [code for code in case.materials if code not in case.missing_told]
    case.supplement_from, case.supplement_told_on, ctx.reason = str(case.state), ctx.today, reason.strip()
    case.request_supplement()
    deadlines.pause(matter=case.matter, on=ctx.today, reason="补正材料")
    line, lapses = ctx.rule(case.key("supplement")), bool(ctx.rule(case.key("supplement_lapse")).value)
    until = None
    if line.value is not None:
        limit = deadlines.start(
            case=case,
            kind="designation_supplement",
            on=ctx.today,
            line=line,
            act_at_due="providers.withdraw" if lapses else "",
            owner_post="" if lapses else "agreement_officer",
            now=ctx.now,
        )
        until = limit.due_on
    facts = letters.supplement(ctx, until, lapses)
    ctx.letters.append(documents.issue(letter="designation_supplement", case=case, facts=facts, by=ctx.by, now=ctx.now))
