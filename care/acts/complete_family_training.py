"""The months of practical training are over and examined: the temporary carer becomes a full one. C9.

天津通知（四）.
"""

from datetime import date
from typing import Any

from care import permissions
from care.acts import family
from care.models import FamilyCarer
from care.papers import filed
from care.rules.family import full_from
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _in_training(ctx: Context) -> None:
    family.serving(ctx)
    training = ctx.case.family_carers.in_training(ctx.today).filter(member__organisation_id=ctx.seat.organisation_id)
    if not training.exists():
        raise Refusal(Code.WRONG_STATE, "没有正在实践培训的亲情照护人员。", ctx.article)


def _over(
    ctx: Context,
    *,
    family_carer: FamilyCarer | None = None,
    trained_until: date | None = None,
    exam: str = "",
    **_: Any,
) -> None:
    tie, months = family.own_tie(ctx, family_carer), family.provided(ctx)
    begun = tie.member.trained_from
    if begun is None or tie.member.trained_until is not None:
        told = f"{tie.member.name}已正式纳入亲情照护人员，不需要再登记。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article, {"family_carer": told})
    if trained_until is None or trained_until > ctx.today:
        told = "实践培训完成日期不能晚于今天，培训完成后再登记。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"trained_until": told})
    full = full_from(begun, months)
    if trained_until < full:
        told = f"实践培训自{begun}起，满{months}个月为{full}，在这以前不能正式纳入亲情照护人员。"
        raise Refusal(Code.TOO_EARLY, told, ctx.article, {"trained_until": told})
    if not exam.strip():
        told = "请写明培训考核情况，考核记录留档备查。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"exam": "必填"})


@act(
    "care.complete_family_training",
    label="登记亲情照护培训期满",
    model="care.Benefit",
    posts=permissions.MANAGER,
    law=_in_training,
    check=_over,
    cites=family.TRAINING,
)
def complete_family_training(
    ctx: Context, *, family_carer: FamilyCarer, trained_until: date, exam: str, paper_file: Any = None
) -> None:
    ctx.case.complete_family_training()
    member = family_carer.member
    member.trained_until = trained_until
    member.save(update_fields=["trained_until"])
    family_carer.exam = exam.strip()[:300]
    family_carer.exam_paper = filed(ctx.case, paper_file, "family_training", ctx.by, ctx.now)
    family_carer.save(update_fields=["exam", "exam_paper"])
    ctx.noted |= {"name": member.name, "trained_until": str(trained_until)}
