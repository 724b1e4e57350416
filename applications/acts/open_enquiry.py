"""Visit and enquire where the materials leave a doubt; the 5 working days go on. A5."""

from typing import Any

from applications import permissions
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _provided(ctx: Context) -> None:
    line = ctx.rule("applications.enquiry")
    if not line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定没有调查走访这一环节。", line.citation)


def _reasoned(ctx: Context, *, reason: str = "", **_: Any) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明对哪些材料存有疑义。", ctx.article, {"reason": "必填"})


@act(
    "applications.open_enquiry",
    label="调查走访",
    model="applications.Application",
    posts=permissions.REVIEWER,
    law=_provided,
    check=_reasoned,
    cites="applications.enquiry",
)
def open_enquiry(ctx: Context, *, reason: str) -> None:
    ctx.case.open_enquiry()
    ctx.case.enquiry_reason = ctx.reason = reason.strip()
    ctx.case.doubt_removed = None
