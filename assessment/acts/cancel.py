"""End an assessment before its conclusion: death, withdrawal, a dispatch in error."""

from assessment import fees, permissions
from assessment.models import Assessment, PublicNotice
from assessment.states import State
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _not_concluded(ctx: Context) -> None:
    """A disputed conclusion that was delivered stands until its review; what is being reviewed waits for that."""
    case = ctx.case
    if case.concluded_on is not None:
        raise Refusal(Code.WRONG_STATE, "结论书已经出具，异议由复评处理，不能终止评估。", ctx.article)
    followed = Assessment.objects.filter(follows=case).exclude(state=State.CANCELLED)
    if case.state == State.CONTESTED and followed.exists():
        raise Refusal(Code.WRONG_STATE, "复评已经派单，请在复评中办理终止。", ctx.article)


@act(
    "assessment.cancel",
    label="终止评估",
    model="assessment.Assessment",
    posts=permissions.ENDING,
    law=_not_concluded,
    cites="assessment.routes",
)
def cancel(ctx: Context, *, reason: str = "", redispatch: bool = False) -> None:
    """`redispatch`: the application goes on to another body, so its limit of delivery keeps running."""
    case = ctx.case
    case.cancel()
    fees.fall_away(case)
    ctx.reason = reason.strip()
    PublicNotice.objects.filter(assessment=case, withdrawn_on__isnull=True).update(withdrawn_on=ctx.today)
    kept = ("conclusion_delivery",) if redispatch else ()
    deadlines.void(matter=case.matter, on=ctx.today, except_kinds=kept)
