"""Say whether an objection is borne out: then the organisation has failed, else the notice goes on. D4."""

from typing import Any

import documents
from providers import letters, permissions
from providers.permissions import of_kind
from providers.states import State
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def unsettled(case: Any) -> Any:
    return case.objections.filter(settled_at__isnull=True).first()


def _waiting(ctx: Context) -> None:
    if unsettled(ctx.case) is None:
        raise Refusal(Code.WRONG_STATE, "没有待核实的异议。", ctx.article)


def _said(ctx: Context, *, borne_out: bool | None = None, findings: str = "", **_: Any) -> None:
    if borne_out is None:
        raise Refusal(Code.INVALID_INPUT, "请选择异议是否属实。", ctx.article, {"borne_out": "必选"})
    if not findings.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明核实情况。", ctx.article, {"findings": "必填"})


@act(
    "providers.settle_objection",
    label="核实异议",
    model="providers.Designation",
    posts=permissions.OFFICER,
    law=_waiting,
    check=_said,
    cites=of_kind("notice"),
    issues=("designation_result",),
)
def settle_objection(ctx: Context, *, borne_out: bool, findings: str) -> None:
    """`borne_out`: 属实; `findings`: what the enquiry found, which are then the reasons of the failure."""
    case = ctx.case
    row = unsettled(case)
    row.settled_at, row.settled_by_id, row.borne_out, row.findings = (
        ctx.now,
        ctx.by.user_id,
        borne_out,
        findings.strip(),
    )
    row.save()
    ctx.noted["borne_out"] = borne_out
    if borne_out:
        _fails(ctx, findings.strip())
    elif case.notice_over and unsettled(case) is None:
        case.settle_objection(State.NEGOTIATING)
    else:
        case.settle_objection(State.ON_NOTICE)


def _fails(ctx: Context, findings: str) -> None:
    case = ctx.case
    case.reasons = f"公示期内的异议经核实属实：{findings}"
    case.decided_at, case.notice_closes_on = ctx.now, min(case.notice_closes_on, ctx.today)
    case.notice_over = True
    deadlines.void(matter=case.matter, on=ctx.today, kinds=("designation_notice",))
    limit = deadlines.start(
        case=case, kind="rectification", on=ctx.today, line=ctx.rule(case.key("rectification")), now=ctx.now
    )
    case.settle_objection(State.FAILED)
    facts = letters.result(ctx, limit.due_on)
    ctx.letters.append(documents.issue(letter="designation_result", case=case, facts=facts, by=ctx.by, now=ctx.now))
