"""The right to benefits is suspended for one of the region's causes. C8. 宁夏第二十四条; 新疆、黑龙江第三十四条."""

from datetime import date
from typing import Any

import documents
from care import letters, permissions
from care.acts.settling import settle
from care.models import Suspension
from policy.words import shown
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _founded(ctx: Context, *, cause: str = "", finding: str = "", on: date | None = None, **_: Any) -> None:
    line = ctx.rule("care.suspension_causes")
    if cause not in line.value:
        told = f"本地规定可以暂停待遇的情形是：{shown(line)}。"
        raise Refusal(Code.NOT_PROVIDED_FOR, told, line.citation, {"cause": "本地没有"})
    if not finding.strip():
        raise Refusal(Code.INVALID_INPUT, "暂停待遇须写明查明的事实。", line.citation, {"finding": "必填"})
    if on is not None and on > ctx.today:
        raise Refusal(Code.INVALID_INPUT, "暂停日期不能晚于今天。", line.citation, {"on": "晚于今天"})
    if ctx.case.suspensions.running().filter(cause=cause).exists():
        raise Refusal(Code.WRONG_STATE, "已因同一情形暂停待遇。", line.citation, {"cause": "已暂停"})


@act(
    "care.suspend",
    label="暂停待遇",
    model="care.Benefit",
    posts=permissions.SUPERVISOR,
    check=_founded,
    cites="care.suspension_causes",
    issues=("suspension_notice",),
)
def suspend(ctx: Context, *, cause: str, finding: str, on: date | None = None) -> None:
    """`on`: the day of the decision when left out."""
    row = Suspension.objects.create(
        benefit=ctx.case,
        cause=cause,
        suspended_on=on or ctx.today,
        finding=finding.strip(),
        suspended_by_name=ctx.by.name,
    )
    ctx.reason = finding.strip()
    ctx.noted |= {"cause": cause, "suspended_on": str(row.suspended_on)}
    ctx.case.suspend(settle(ctx))
    facts = letters.suspension(ctx, row)
    ctx.letters.append(documents.issue(letter="suspension_notice", case=ctx.case, facts=facts, by=ctx.by, now=ctx.now))
