"""End an assessment before its conclusion: death, withdrawal, a dispatch in error."""

from assessment import permissions
from assessment.models import PublicNotice
from workflow import deadlines
from workflow.acts import Context, act


@act(
    "assessment.cancel",
    label="终止评估",
    model="assessment.Assessment",
    posts=permissions.ENDING,
    cites="assessment.routes",
)
def cancel(ctx: Context, *, reason: str = "", redispatch: bool = False) -> None:
    """`redispatch`: the application goes on to another body, so its limit of delivery keeps running."""
    case = ctx.case
    case.cancel()
    ctx.reason = reason.strip()
    PublicNotice.objects.filter(assessment=case, withdrawn_on__isnull=True).update(withdrawn_on=ctx.today)
    kept = ("conclusion_delivery",) if redispatch else ()
    deadlines.void(matter=case.matter, on=ctx.today, except_kinds=kept)
