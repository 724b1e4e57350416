"""One expert agrees; at least two make the conclusion. A9.

新疆第八条（一）2; 宁夏第十五条（二）; 黑龙江第八条（三）; 天津一（三）.
"""

from typing import Any

from assessment import permissions
from assessment.acts import opinions
from assessment.rules.opinions import Outcome
from assessment.states import State
from workflow import deadlines
from workflow.acts import Context, act


def _same(ctx: Context, *, round: int | None = None, **_: Any) -> None:
    opinions.on_this_proposal(ctx, round)


@act(
    "assessment.confirm",
    label="专家确认",
    model="assessment.Assessment",
    posts=permissions.confirming,
    law=opinions.may_speak,
    check=_same,
    state_codes={State.CONFIRMED: opinions.CONFIRMED_ALREADY},
    cites="assessment.confirm.experts_min",
)
def confirm(ctx: Context, *, reason: str = "", care_advice: str = "", round: int | None = None) -> None:
    """`care_advice` adds to what was proposed; `round` is the proposal that the expert saw, the current if left out."""
    case = ctx.case
    found = opinions.give(ctx, agrees=True, reason=reason)
    reached = found is Outcome.CONFIRMED
    back = opinions.fallen_to(case) if found is Outcome.FALLEN else State.PROPOSED
    case.confirm(State.CONFIRMED if reached else back)
    if care_advice.strip():
        case.care_advice = "\n".join(part for part in (case.care_advice, care_advice.strip()) if part)
    if reached:
        deadlines.meet(matter=case.matter, kind="committee_opinion", on=ctx.today)
