"""What is held back of a payment, services and handlers' fees alike, here and nowhere else. F8, T2.

新疆第三十五条; 宁夏第五十、六十九条; 黑龙江第三十五条. What is held back of a handler's fee is paid, less what the
evaluation keeps, by the batch that `settlement.release_holdback` opens; of that batch nothing is held back again.
"""

from policy import Line, rule
from settlement import handler_fees
from settlement.models import ClaimBatch, HandlerFee
from workflow.acts import Context

PERCENT = 100


def share(ctx: Context) -> int:
    """Percent held back: of the kinds of cost that the region names until the yearly evaluation, of a handler's fee by
    its contract."""
    if ctx.case.kind == ClaimBatch.Kind.HANDLING:
        return int(handler_fees.percent(ctx.case))
    if ctx.case.kind not in ctx.rule("settlement.withheld_from").value:
        return 0
    return int(ctx.rule("settlement.withheld_share").value or 0)


def basis(ctx: Context) -> Line:
    """The line by which something is held back; of a handler's fee that of the contract's first day."""
    fee = HandlerFee.objects.filter(batch=ctx.case).select_related("contract").first()
    if fee is None:
        return ctx.rule("settlement.withheld_share")
    return rule("providers.handler.holdback", area=ctx.case.area_code, on=fee.contract.starts_on)


def withheld(ctx: Context, fund_fen: int) -> int:
    """In fen, half a fen rounded up."""
    if ctx.case.kind == ClaimBatch.Kind.HANDLING:
        return handler_fees.held_back(ctx.case, fund_fen)
    return (fund_fen * share(ctx) + PERCENT // 2) // PERCENT
