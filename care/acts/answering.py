"""What accepting and declining a dispatch share: it must wait for an answer, and for this provider's. C1."""

from accounts.posts import Post
from care import queries
from care.models import Placement
from workflow.acts import Context
from workflow.refusal import Code, Refusal


def offered(ctx: Context) -> Placement:
    placement = queries.open_placement(ctx.case)
    if placement is None or placement.state != Placement.State.OFFERED:
        raise Refusal(Code.WRONG_STATE, "没有等待答复的派单。", ctx.article)
    if ctx.by.seat((Post.PROVIDER_MANAGER, Post.CARER), placement.provider_id) is None:
        raise Refusal(Code.NOT_PERMITTED, "这次派单不是给本机构的，不能答复。", ctx.article)
    return placement
