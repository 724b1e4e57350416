"""The notice closes by itself at 24:00 of its last day; with an open objection the matter waits. D4."""

from providers import permissions
from providers.acts.settle_objection import unsettled
from providers.permissions import of_kind
from providers.states import State
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _ended(ctx: Context) -> None:
    last = ctx.case.notice_closes_on
    if last is not None and last >= ctx.today:
        article = ctx.rule(ctx.case.key("notice")).citation
        raise Refusal(Code.NOTICE_RUNNING, f"公示到 {last:%Y年%-m月%-d日} 24时为止，尚未期满。", article)


@act(
    "providers.close_notice",
    label="公示期满",
    model="providers.Designation",
    posts=permissions.CLOCK_ONLY,
    law=_ended,
    cites=of_kind("notice"),
)
def close_notice(ctx: Context) -> None:
    case = ctx.case
    case.notice_over = True
    case.close_notice(State.ON_NOTICE if unsettled(case) is not None else State.NEGOTIATING)
