"""The organisation takes its application back; silence after the supplement notice does it by the clock. D2."""

from typing import Any

from providers import permissions
from providers.permissions import of_kind
from providers.states import State
from workflow import deadlines
from workflow.acts import Context, act
from workflow.models.case import CLOCK_POST
from workflow.refusal import Code, Refusal


def _by_silence(ctx: Context) -> None:
    """宁夏第三十一条第2项: 逾期不补正的视作放弃申请."""
    if ctx.seat.post != CLOCK_POST:
        return
    line = ctx.rule(ctx.case.key("supplement_lapse"))
    if not line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定没有逾期不补正视作放弃。", line.citation)
    if ctx.case.state != State.SUPPLEMENTING:
        raise Refusal(Code.WRONG_STATE, "申请不在补正期间。", line.citation)
    limit = deadlines.find(ctx.case.matter, "designation_supplement")
    if limit is None or limit.due_on >= ctx.today:
        raise Refusal(Code.TOO_EARLY, "补正期限尚未届满。", line.citation)


@act(
    "providers.withdraw",
    label="撤回定点申请",
    model="providers.Designation",
    posts=permissions.withdrawing,
    law=_by_silence,
    cites=of_kind("supplement_once"),
)
def withdraw(ctx: Context, *, reason: str = "", **_: Any) -> None:
    case = ctx.case
    case.withdraw()
    silent = ctx.seat.post == CLOCK_POST
    ctx.reason = "逾期不补正，视作放弃申请" if silent else reason.strip()
    if silent:
        ctx.citation = ctx.rule(case.key("supplement_lapse")).citation
    kept = ("designation_supplement",) if silent else ()
    deadlines.void(matter=case.matter, on=ctx.today, except_kinds=kept)
