"""End an assessment before its conclusion: death, withdrawal, a dispatch in error."""

from typing import Any

from assessment import permissions
from assessment.models import PublicNotice
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _reasoned(ctx: Context, *, reason: str = "", **_: Any) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明终止评估的理由。", ctx.article, {"reason": "必填"})


@act(
    "assessment.cancel",
    label="终止评估",
    model="assessment.Assessment",
    posts=permissions.ENDING,
    check=_reasoned,
    cites="assessment.routes",
)
def cancel(ctx: Context, *, reason: str, redispatch: bool = False) -> None:
    """`redispatch`: the application goes on to another body, so its limit of delivery keeps running."""
    case = ctx.case
    case.cancel()
    ctx.reason = reason.strip()
    PublicNotice.objects.filter(assessment=case, withdrawn_on__isnull=True).update(withdrawn_on=ctx.today)
    kept = ("conclusion_delivery",) if redispatch else ()
    deadlines.void(matter=case.matter, on=ctx.today, except_kinds=kept)
