"""The body sends a dispatch back; the application can be dispatched anew."""

from typing import Any

from assessment import permissions
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _reasoned(ctx: Context, *, reason: str = "", **_: Any) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明退回派单的理由。", ctx.article, {"reason": "必填"})


@act(
    "assessment.decline",
    label="退回派单",
    model="assessment.Assessment",
    posts=permissions.BODY_MANAGER,
    check=_reasoned,
    cites="assessment.routes",
)
def decline(ctx: Context, *, reason: str) -> None:
    ctx.case.decline()
    ctx.reason = reason.strip()
