"""After the yearly evaluation: what was held back of a handler's fee is paid, less what the evaluation keeps. T2, T3.

宁夏第六十九条; 新疆第五十七条. What was held back is what the payments of the year withheld, to the fen
(`settlement.deductions`).
"""

from datetime import date

from providers.acts.contracts import terms
from providers.models import HandlerContract, HandlerEvaluation
from settlement import opening, permissions
from settlement.handler_fees import YearOfFee, fen
from settlement.models import ClaimBatch, HandlerFee
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


@act(
    "settlement.release_holdback",
    label="结算预留绩效考核金",
    model="settlement.ClaimBatch",
    posts=permissions.OPENING,
    law=opening.empty,
    cites="providers.handler.performance_uses",
)
def release_holdback(ctx: Context, *, contract: int, year: int) -> None:
    """A batch of what is released; of nothing, too, where all is kept: the books must forget what was held back."""
    case: ClaimBatch = ctx.case
    row, found = opening.held(ctx, contract, year)
    _holds_back(row)
    if found.released is not None:
        told = f"第 {year} 合同年度的预留绩效考核金已经结算，不能重复结算。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article, {"year": told})
    evaluation = _evaluated(ctx, found)
    kept = _kept(ctx, found, evaluation)
    case.release_holdback()
    opening.fill(
        ctx,
        HandlerFee(
            contract=row, year=year, since=found.year.since, until=found.year.until, part=HandlerFee.Part.HELD,
            base=evaluation.base, year_fee_fen=fen(evaluation.fee), amount_fen=found.withheld_fen - kept,
            holdback=row.holdback, evaluation=evaluation, held_fen=found.withheld_fen, deducted_fen=kept,
        ),
    )  # fmt: skip


def _holds_back(contract: HandlerContract) -> None:
    if not contract.holdback:
        line = terms(contract.agency, "holdback", contract.starts_on)
        raise Refusal(Code.NOT_PROVIDED_FOR, "这份合同不预留年度绩效考核金，没有可以结算的。", line.citation)


def _evaluated(ctx: Context, found: YearOfFee) -> HandlerEvaluation:
    number, until = found.year.number, found.year.until
    if found.evaluation is None:
        told = f"第 {number} 合同年度（至 {_said(until)}）还没有考核，考核并确认后才能结算预留的绩效考核金。"
        raise Refusal(Code.TOO_EARLY, told, ctx.article, {"year": told})
    if found.evaluation.state != HandlerEvaluation.State.CONFIRMED:
        told = f"第 {number} 合同年度的考核还没有经负责人确认，确认后才能结算。"
        raise Refusal(Code.NOT_CONFIRMED, told, ctx.article, {"year": told})
    return found.evaluation


def _kept(ctx: Context, found: YearOfFee, evaluation: HandlerEvaluation) -> int:
    """In fen: the deduction, and what was paid beyond the fee of the evaluation (a year cut short, another base)."""
    missing = fen(evaluation.fee) - found.opened_fen
    if missing > 0 or not found.running:
        told = f"考核认定的服务费还有 {missing / 100:.2f} 元没有开立，请先开立并拨付。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article, {"year": told})
    beyond = max(0, found.borne_fen - fen(evaluation.fee))
    kept = fen(evaluation.deducted) + beyond
    if kept > found.withheld_fen:
        told = (
            f"应扣减的 {kept / 100:.2f} 元超过已预留的 {found.withheld_fen / 100:.2f} 元，请先对多付的服务费办理追回。"
        )
        raise Refusal(Code.WRONG_STATE, told, ctx.article, {"year": told})
    return kept


def _said(day: date) -> str:
    return f"{day:%Y年%-m月%-d日}"
