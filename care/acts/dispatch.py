"""The agency sends the person's choice to the provider (派单). C1.

新疆第十五条; 黑龙江第十五条; 医保办发〔2024〕22号第十五条.
"""

import documents
from care import letters, permissions, queries
from care.acts import placing
from care.models import Placement
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _chosen(ctx: Context) -> None:
    line = ctx.rule("care.dispatch_by_agency")
    if not line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地由参保人直接选择服务机构，不由经办机构派单。", line.citation)
    placement = queries.open_placement(ctx.case)
    if placement is None:
        raise Refusal(Code.WRONG_STATE, "参保人还没有选择服务方式和机构，或者派单已经答复。", line.citation)
    if placement.state == Placement.State.OFFERED:
        raise Refusal(Code.WRONG_STATE, f"已向{placement.provider.name}派单，正在等待答复。", line.citation)
    placing.may_be_asked(ctx, placement.provider, placement.mode)


@act(
    "care.dispatch",
    label="护理服务派单",
    model="care.Benefit",
    posts=permissions.DISPATCHER,
    law=_chosen,
    cites="care.dispatch_by_agency",
    issues=("care_dispatch",),
)
def dispatch(ctx: Context) -> None:
    placement = queries.open_placement(ctx.case)
    assert placement is not None
    ctx.case.dispatch()
    placing.offer(ctx, placement)
    facts = letters.care_dispatch(ctx, placement)
    ctx.letters.append(documents.issue(letter="care_dispatch", case=ctx.case, facts=facts, by=ctx.by, now=ctx.now))
