"""One expert disagrees: a third decides, or a panel; two against it, and a new proposal is needed. A9."""

from typing import Any

from assessment import permissions
from assessment.acts import opinions
from assessment.rules.opinions import Outcome
from assessment.states import State
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _reasoned(ctx: Context, *, reason: str = "", round: int | None = None, **_: Any) -> None:
    opinions.on_this_proposal(ctx, round)
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "不同意须写明理由。", ctx.article, {"reason": "必填"})


@act(
    "assessment.disagree",
    label="专家不同意",
    model="assessment.Assessment",
    posts=permissions.confirming,
    law=opinions.may_speak,
    check=_reasoned,
    state_codes={State.CONFIRMED: opinions.CONFIRMED_ALREADY},
    cites="assessment.confirm.experts_min",
)
def disagree(ctx: Context, *, reason: str, round: int | None = None) -> None:
    """`round` is the proposal that the expert saw, the current one if left out."""
    case = ctx.case
    fallen = opinions.give(ctx, agrees=False, reason=reason) is Outcome.FALLEN
    case.disagree(opinions.fallen_to(case) if fallen else State.PROPOSED)
