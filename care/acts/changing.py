"""What changes of mode and of provider share. C7. 宁夏第二十三条第3项; 天津通知（五）."""

from care import queries
from care.models import Placement
from workflow.acts import Context
from workflow.refusal import Code, Refusal


def served(ctx: Context) -> None:
    """A change is of something that is: somebody serves, and no other choice is being answered."""
    if queries.last_accepted(ctx.case) is None:
        raise Refusal(Code.WRONG_STATE, "还没有机构接单，请先办理选择和派单。", ctx.article)
    running = queries.open_placement(ctx.case)
    if running is not None and running.state == Placement.State.OFFERED:
        raise Refusal(Code.WRONG_STATE, f"已向{running.provider.name}派单，请等其答复。", ctx.article)


def present(ctx: Context) -> Placement:
    """What holds until the change."""
    accepted = queries.last_accepted(ctx.case)
    if accepted is None:
        raise Refusal(Code.WRONG_STATE, "还没有机构接单，请先办理选择和派单。", ctx.article)
    return accepted


def reasoned(ctx: Context, reason: str) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "变更须写明原因。", ctx.article, {"reason": "必填"})
