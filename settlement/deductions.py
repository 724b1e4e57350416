"""What is held back of a payment. F8, T2: 新疆第三十五条; 宁夏第五十、六十九条; 黑龙江第三十五条."""

from settlement.models import ClaimBatch
from workflow.acts import Context

PERCENT = 100


def share(ctx: Context) -> int:
    """Percent held back: of the kinds of cost that the region names until the yearly evaluation, of a handler's fee by
    its own rule."""
    if ctx.case.kind == ClaimBatch.Kind.HANDLING:
        return int(ctx.rule("providers.handler.holdback").value or 0)
    if ctx.case.kind not in ctx.rule("settlement.withheld_from").value:
        return 0
    return int(ctx.rule("settlement.withheld_share").value or 0)


def withheld(ctx: Context, fund_fen: int) -> int:
    """In fen, half a fen rounded up."""
    return (fund_fen * share(ctx) + PERCENT // 2) // PERCENT
