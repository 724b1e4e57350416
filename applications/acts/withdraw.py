"""The applicant takes the application back before the material review has ended."""

from applications import permissions
from workflow import deadlines
from workflow.acts import Context, act


@act(
    "applications.withdraw",
    label="撤回申请",
    model="applications.Application",
    posts=permissions.CLERK_OR_APPLICANT,
    cites="applications.channels",
)
def withdraw(ctx: Context, *, reason: str = "") -> None:
    ctx.case.withdraw()
    ctx.reason = reason.strip()
    deadlines.void(matter=ctx.case.matter, on=ctx.today)
