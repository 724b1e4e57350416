"""Record what the field enquiry found. A5: 新疆第七条; 宁夏第十四条; 黑龙江第七条."""

from typing import Any

from applications import permissions
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _recorded(ctx: Context, *, findings: str = "", doubt_removed: bool | None = None, **_: Any) -> None:
    if not findings.strip():
        raise Refusal(Code.INVALID_INPUT, "请填写调查走访情况。", ctx.article, {"findings": "必填"})
    if doubt_removed is None:
        raise Refusal(Code.INVALID_INPUT, "请选择疑义是否消除。", ctx.article, {"doubt_removed": "必选"})


@act(
    "applications.close_enquiry",
    label="结束调查走访",
    model="applications.Application",
    posts=permissions.REVIEWER,
    check=_recorded,
    cites="applications.enquiry",
)
def close_enquiry(ctx: Context, *, findings: str, doubt_removed: bool) -> None:
    ctx.case.close_enquiry()
    ctx.case.enquiry_findings = ctx.reason = findings.strip()
    ctx.case.doubt_removed = doubt_removed
