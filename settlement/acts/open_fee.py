"""The fee of a handler's contract year falls due: a batch for the whole of it, or for one instalment. T2.

新疆第五十五条; 宁夏第六十七条; 黑龙江第五十五条. Where the contract says nothing else the year is one batch; an
instalment names the clause of the contract by which it is due. What is held back is taken at payment
(`settlement.deductions`), so that a batch claims the fee itself.
"""

from decimal import Decimal

from providers.rules import handler_fee
from settlement import opening, permissions
from settlement.handler_fees import YearOfFee, fen
from settlement.models import ClaimBatch, HandlerFee
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


@act(
    "settlement.open_fee",
    label="开立经办服务费",
    model="settlement.ClaimBatch",
    posts=permissions.OPENING,
    law=opening.empty,
    cites="providers.handler.fee_bases",
)
def open_fee(
    ctx: Context, *, contract: int, year: int, base: Decimal | None = None, amount_fen: int | None = None,
    reason: str = "",
) -> None:  # fmt: skip
    """`base` in yuan where the fee is a ratio; `amount_fen`: one instalment, else all that is left of the year."""
    case: ClaimBatch = ctx.case
    row, found = opening.held(ctx, contract, year)
    _due(ctx, found)
    base = base if row.ratio is not None else None
    try:
        whole = handler_fee.fee(found.year, ratio=row.ratio, amount=row.amount, base=base, holdback=None).whole
    except ValueError as problem:
        raise Refusal(Code.INVALID_INPUT, str(problem), ctx.article, {"base": str(problem)}) from problem
    _base(ctx, found, base)
    amount = _amount(ctx, found, fen(whole), amount_fen, reason)
    case.open_fee()
    opening.fill(
        ctx,
        HandlerFee(
            contract=row, year=year, since=found.year.since, until=found.year.until, part=HandlerFee.Part.RUNNING,
            base=base, year_fee_fen=fen(whole), amount_fen=amount, holdback=row.holdback, note=reason.strip()[:300],
        ),
    )  # fmt: skip


def _due(ctx: Context, found: YearOfFee) -> None:
    if found.year.since > ctx.today:
        told = f"第 {found.year.number} 合同年度从 {found.year.since:%Y年%-m月%-d日} 开始，开始后才能开立服务费。"
        raise Refusal(Code.TOO_EARLY, told, ctx.article, {"year": told})
    if found.released is not None:
        told = f"第 {found.year.number} 合同年度考核后已经结算，不能再开立服务费。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article, {"year": told})


def _base(ctx: Context, found: YearOfFee, base: Decimal | None) -> None:
    if base is not None and base <= 0:
        raise Refusal(Code.INVALID_INPUT, "计费基数须大于零。", ctx.article, {"base": "须大于零"})
    evaluated = found.evaluation
    if base is not None and evaluated is not None and evaluated.base is not None and base != evaluated.base:
        told = f"本年度考核所用的计费基数是 {evaluated.base} 元，请按同一基数开立。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"base": told})


def _amount(ctx: Context, found: YearOfFee, whole: int, asked: int | None, reason: str) -> int:
    """What this batch claims: all that is left, or the instalment that was asked for."""
    left = whole - found.opened_fen
    if left <= 0:
        told = f"第 {found.year.number} 合同年度的服务费 {whole / 100:.2f} 元已经全部开立，不能重复开立。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article, {"year": told})
    if asked is None or asked == left:
        return left
    if not 0 < asked < left:
        told = f"本次金额须大于零，不超过本年度还没有开立的 {left / 100:.2f} 元。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"amount": told})
    if not reason.strip():
        told = "分次支付的，请写明合同约定分次支付的条款。"
        raise Refusal(Code.INVALID_INPUT, told, ctx.article, {"reason": told})
    return asked
