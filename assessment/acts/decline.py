"""The body sends a dispatch back; the application can be dispatched anew."""

from assessment import fees, permissions
from workflow.acts import Context, act


@act(
    "assessment.decline",
    label="退回派单",
    model="assessment.Assessment",
    posts=permissions.BODY_MANAGER,
    cites="assessment.routes",
)
def decline(ctx: Context, *, reason: str = "") -> None:
    ctx.case.decline()
    fees.fall_away(ctx.case)
    ctx.reason = reason.strip()
