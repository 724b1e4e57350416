"""Record what a hospital found, or that the examination could not be done. A10: 乌鲁木齐第十二条."""

from datetime import date
from typing import Any

from django.utils import timezone

from assessment import permissions
from assessment.models import Examination
from workflow import deadlines
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal

DONE, NOT_DONE = Examination.Outcome.DONE, Examination.Outcome.NOT_DONE


def _one_is_waited_for(ctx: Context) -> None:
    if not ctx.case.examinations.filter(recorded_at__isnull=True).exists():
        raise Refusal(Code.WRONG_STATE, "没有等待结果的检查诊断，须先委托检查诊断。", ctx.article)


def _chosen(ctx: Context, examination: int | None) -> Examination:
    """The one that is named, else the oldest that is waited for."""
    rows = ctx.case.examinations.filter(recorded_at__isnull=True)
    found = rows.first() if examination is None else rows.filter(pk=examination).first()
    if found is None:
        raise Refusal(
            Code.INVALID_INPUT,
            "这项检查诊断已经登记过结果，或者不属于本次评估，请另选。",
            ctx.article,
            {"examination": "请另选"},
        )
    return found


def _found(
    ctx: Context,
    *,
    result: str = "",
    paper: str = "",
    outcome: str = DONE,
    examination: int | None = None,
    examined_on: date | None = None,
    **_: Any,
) -> None:
    ordered_on = timezone.localdate(_chosen(ctx, examination).ordered_at)
    if outcome not in (DONE, NOT_DONE):
        raise Refusal(Code.INVALID_INPUT, "请选择已检查还是未能检查。", ctx.article, {"outcome": "必选"})
    if not result.strip():
        raise Refusal(Code.INVALID_INPUT, "请填写检查诊断结果；未能检查的，写明原因。", ctx.article, {"result": "必填"})
    if outcome == DONE and not paper.strip():
        raise Refusal(
            Code.MISSING_EVIDENCE,
            "已检查的须有医疗机构的报告单，请写明报告单名称或者编号，并上传报告单。",
            ctx.article,
            {"paper": "须有报告单"},
        )
    if examined_on is not None and not ordered_on <= examined_on <= ctx.today:
        raise Refusal(
            Code.INVALID_INPUT,
            "检查日期须在委托之日和今天之间。",
            ctx.article,
            {"examined_on": "须在委托之日和今天之间"},
        )


@act(
    "assessment.record_examination",
    label="登记检查诊断结果",
    model="assessment.Assessment",
    posts=permissions.SECRETARY,
    law=_one_is_waited_for,
    check=_found,
    cites="assessment.auxiliary_examinations",
)
def record_examination(
    ctx: Context,
    *,
    result: str,
    paper: str = "",
    outcome: str = DONE,
    examination: int | None = None,
    examined_on: date | None = None,
) -> None:
    """`paper`: name or number of the hospital's report; `examination`: which one, the oldest open one if left out.

    Where the examination stopped the clocks, they run on with the last result.
    """
    case, row = ctx.case, _chosen(ctx, examination)
    case.record_examination()
    row.outcome, row.result, row.paper = outcome, result.strip(), paper.strip()
    row.examined_on = (examined_on or ctx.today) if outcome == DONE else None
    row.recorded_at, row.recorded_by_id = ctx.now, ctx.by.user_id
    row.save()
    ctx.noted |= {"outcome": outcome, "paper": row.paper}
    if not case.examinations.filter(recorded_at__isnull=True).exists():
        deadlines.resume(matter=case.matter, on=ctx.today)
