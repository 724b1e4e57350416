"""What is held back of a payment. F8, T2: 新疆第三十五条; 宁夏第五十、六十九条; 黑龙江第三十五条."""

from settlement.models import ClaimBatch
from workflow.acts import Context

PERCENT = 100


def share(ctx: Context) -> int:
    """Percent held back: of services until the yearly evaluation, of a handler's fee by its own rule."""
    key = "providers.handler.holdback" if ctx.case.kind == ClaimBatch.Kind.HANDLING else "settlement.withheld_share"
    return int(ctx.rule(key).value or 0)


def withheld(ctx: Context, fund_fen: int) -> int:
    """In fen, half a fen rounded up."""
    return (fund_fen * share(ctx) + PERCENT // 2) // PERCENT
