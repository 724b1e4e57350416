"""Claim the costs of a month: the checked rows become lines, whole; the sender declares them true. F1.

新疆第二十八条（一）; 宁夏第四十一条（一）; 黑龙江第二十八条（一）; 天津通知（七）.
"""

import secrets
from typing import Any

from settlement import permissions
from settlement.intake import taking
from settlement.models import ClaimBatch, Intake
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _empty(ctx: Context) -> None:
    if ctx.case.line_count:
        raise Refusal(Code.WRONG_STATE, "这一批已经申报，不能再加明细；如须更正，请经办机构先退回。", ctx.article)


def _declared(ctx: Context, *, intake: Intake | None = None, **_: Any) -> None:
    if intake is None or not intake.declared:
        raise Refusal(Code.INVALID_INPUT, "请先声明所申报的费用真实、准确、完整。", ctx.article, {"declared": "必选"})


@act(
    "settlement.upload",
    label="申报费用",
    model="settlement.ClaimBatch",
    posts=permissions.sending,
    law=_empty,
    check=_declared,
    cites="settlement.claim_papers",
)
def upload(ctx: Context, *, intake: Intake) -> None:
    """`intake` has been checked in this transaction; its staged rows are read once more here."""
    case: ClaimBatch = ctx.case
    case.upload()
    case.line_count, case.claimed_fen = taking.take(intake, case)
    if taking.claim_records(case, ctx.now):
        raise Refusal(Code.STALE_PAGE, "核对时有服务记录被更正或者已经申报，文件没有收下，请重新上传。", ctx.article)
    case.uploaded_by_id, case.uploaded_at, case.declared_by_name = ctx.by.user_id, ctx.now, ctx.by.name
    case.seed = secrets.randbelow(2**31)
    earlier = ClaimBatch.objects.select_for_update(of=("self",)).filter(followers=case.pk, state="returned")
    replaced = earlier.first()
    if replaced is not None:
        replaced.replace()
        replaced.version += 1
        replaced.save()
    ctx.noted |= {"file": case.file_name, "sha256": case.sha256, "seed": case.seed}
