"""The notice closes by itself at 24:00 of its last day, never earlier. A12."""

from assessment.states import State
from workflow import deadlines
from workflow.acts import Context, act
from workflow.models.case import CLOCK_POST
from workflow.refusal import Code, Refusal


def _ended(ctx: Context) -> None:
    limit = deadlines.find(ctx.case.matter, "notice")
    if limit is not None and limit.due_on >= ctx.today:
        raise Refusal(Code.NOTICE_RUNNING, f"公示到 {limit.due_on:%Y年%-m月%-d日} 24时为止，尚未期满。", limit.citation)


@act(
    "assessment.close_notice",
    label="公示期满",
    model="assessment.Assessment",
    posts=(CLOCK_POST,),
    law=_ended,
    cites="assessment.notice",
)
def close_notice(ctx: Context) -> None:
    case = ctx.case
    case.close_notice(State.CONTESTED if case.state == State.CONTESTED else State.CLEARED)
