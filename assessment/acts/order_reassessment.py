"""Have a delivered conclusion assessed anew: on request, after a spot check, or before it runs out. A17.

新疆第八条（一）6; 乌鲁木齐第十四条; 宁夏第十五条（六）; 黑龙江第八条（七）.
"""

from typing import Any

from assessment import permissions
from assessment.acts import reassessing
from workflow.acts import Context, act


def _provided(ctx: Context, *, because: str = "", **_: Any) -> None:
    reassessing.provided(ctx, because)


@act(
    "assessment.order_reassessment",
    label="组织重新评估",
    model="assessment.Assessment",
    posts=permissions.SUPERVISOR,
    law=reassessing.not_ordered,
    check=_provided,
    cites="assessment.reassessment_causes",
    issues=("reassessment_notice",),
)
def order_reassessment(ctx: Context, *, because: str, reason: str = "") -> None:
    """`because`: request, spot_check or validity."""
    ctx.case.order_reassessment()
    ctx.reason = reason.strip()
    reassessing.order(ctx, because)
