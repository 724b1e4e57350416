"""The person has died: the day of death is the last day of the benefit. C7. 宁夏第二十三条第2项."""

from datetime import date
from typing import Any

from care import permissions, queries
from care.acts.settling import settle
from care.models import Benefit, Placement
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _not_yet(ctx: Context) -> None:
    if ctx.case.died_on is not None:
        raise Refusal(Code.WRONG_STATE, f"已经登记死亡日期{ctx.case.died_on:%Y年%-m月%-d日}。", ctx.article)


def _possible(ctx: Context, *, died_on: date | None = None, **_: Any) -> None:
    day = died_on or ctx.today
    if day > ctx.today:
        raise Refusal(Code.INVALID_INPUT, "死亡日期不能晚于今天。", ctx.article, {"died_on": "晚于今天"})
    if day < ctx.case.person.born:
        raise Refusal(Code.INVALID_INPUT, "死亡日期不能早于出生日期。", ctx.article, {"died_on": "早于出生日期"})


@act(
    "care.record_death",
    label="登记死亡",
    model="care.Benefit",
    posts=permissions.TELLING,
    law=_not_yet,
    check=_possible,
    cites="care.hospital.suspend_from",
)
def record_death(ctx: Context, *, died_on: date | None = None, proof: str = "") -> None:
    """`proof`: number of the certificate, or how it became known."""
    case, day = ctx.case, died_on or ctx.today
    case.died_on = day
    if case.last_day is None or case.last_day > day:
        case.last_day, case.end_cause = day, Benefit.EndCause.DEATH
    case.person.died_on = day
    case.person.save(update_fields=["died_on"])
    case.placements.open().update(state=Placement.State.WITHDRAWN)
    deadlines.void(matter=case.matter, on=ctx.today, kinds=("dispatch_answer",))
    ctx.reason = proof.strip()
    case.record_death(settle(ctx))
    ctx.noted |= {"died_on": str(day), "records_at_odds": queries.records_at_odds(case)}
