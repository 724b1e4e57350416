"""Put right what was found and ask for one more review within the time. D4."""

from typing import Any

from providers import permissions
from providers.acts.accept import begin_review
from providers.permissions import of_kind
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _in_time(ctx: Context) -> None:
    limit = deadlines.find(ctx.case.matter, "rectification")
    if limit is not None and limit.due_on < ctx.today:
        told = f"整改期已于 {limit.due_on:%Y年%-m月%-d日} 届满，不能再申请再次审核；需要时请重新提出申请。"
        raise Refusal(Code.TOO_LATE, told, limit.citation)


def _told(ctx: Context, *, rectification: str = "", **_: Any) -> None:
    if not rectification.strip():
        raise Refusal(Code.INVALID_INPUT, "请逐项写明整改情况。", ctx.article, {"rectification": "必填"})


@act(
    "providers.rectify",
    label="完成整改，申请再次审核",
    model="providers.Designation",
    posts=permissions.applying,
    law=_in_time,
    check=_told,
    cites=of_kind("rectification"),
)
def rectify(ctx: Context, *, rectification: str) -> None:
    """`rectification`: what has been put right. The second review is the last."""
    case = ctx.case
    case.rectification = rectification.strip()
    case.round += 1
    case.rectify()
    deadlines.meet(matter=case.matter, kind="rectification", on=ctx.today)
    deadlines.void(matter=case.matter, on=ctx.today, kinds=("designation_supplement",))
    begin_review(ctx)
