"""Let the rules look at every line of a batch; the clock does it after the upload, a reviewer at will. F2.

新疆第三十一条; 宁夏第四十四条; 黑龙江第三十一条; 天津通知（八）.
"""

from settlement import permissions
from settlement.models import ClaimBatch
from settlement.screening import Scope
from settlement.screening import screen as run
from workflow import calendar
from workflow.acts import Context, act
from workflow.rules.due_dates import due_day


@act(
    "settlement.screen",
    label="智能审核",
    model="settlement.ClaimBatch",
    posts=permissions.SCREENERS,
    cites="settlement.smart_review",
)
def screen(ctx: Context) -> None:
    case: ClaimBatch = ctx.case
    case.screen()
    # The rules know services of care; what a handler is owed has none.
    found = {} if case.kind == ClaimBatch.Kind.HANDLING else run(Scope.of([case]))
    note(ctx, {rule: count for rule, count in found.items() if count})


def note(ctx: Context, found: dict[str, int]) -> None:
    """The batch has been screened: from now on the sender may answer, until a day."""
    case: ClaimBatch = ctx.case
    case.screened_at = ctx.now
    line = ctx.rule("settlement.query_answer")
    if case.answers_due_on is None and line.value is not None:
        day, _ = due_day(ctx.today, line.value, line.unit, (), 0, calendar.current(), rolls=True)
        case.answers_due_on = day
    ctx.noted["findings"] = found
