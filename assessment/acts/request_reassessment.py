"""The person asks to be assessed anew because the state has changed, six months after the conclusion. A17.

新疆第八条（一）6; 乌鲁木齐第十四条; 宁夏第十五条（六）; 黑龙江第八条（七）1.
"""

from typing import Any

from assessment import permissions
from assessment.acts import reassessing
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _open(ctx: Context) -> None:
    reassessing.not_ordered(ctx)
    reassessing.provided(ctx, reassessing.REQUEST)


def _says_what_changed(ctx: Context, *, reason: str = "", **_: Any) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明失能状态有什么变化。", ctx.article, {"reason": "必填"})


@act(
    "assessment.request_reassessment",
    label="申请重新评估",
    model="assessment.Assessment",
    posts=permissions.CLAIMANTS,
    law=_open,
    check=_says_what_changed,
    cites="assessment.reassessment_after",
    issues=("reassessment_notice",),
)
def request_reassessment(ctx: Context, *, reason: str) -> None:
    """`reason`: how the state has changed since the conclusion."""
    ctx.case.request_reassessment()
    ctx.reason = reason.strip()
    reassessing.order(ctx, reassessing.REQUEST)
