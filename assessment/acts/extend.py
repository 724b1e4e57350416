"""Extend the limits once by 30 days, before they have passed, for a cause of the region's list, with the reason. A14.

新疆第八条（一）3、（二）3; 乌鲁木齐第九条（三）.
"""

from datetime import date
from typing import Any

import documents
from assessment import letters, permissions
from policy.words import shown
from workflow import deadlines
from workflow.acts import Context, act
from workflow.models import Deadline
from workflow.refusal import Code, Refusal


def _limits(ctx: Context) -> list[Deadline]:
    kinds = ctx.rule("assessment.extension").value["limits"]
    found: list[Deadline] = ctx.once(deadlines.find_each, ctx.case.matter, tuple(kinds))
    return found


def _once_and_in_time(ctx: Context) -> None:
    line = ctx.rule("assessment.extension")
    if not line.value["allowed"]:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定的评估期限不能延期，请在原期限内办结。", line.citation)
    limits = _limits(ctx)
    if limits and all(limit.extension_days for limit in limits):
        raise Refusal(
            Code.ALREADY_EXTENDED, "本事项的期限已经延期过一次，不能再次延期，请在延长后的期限内办结。", line.citation
        )
    if not any(_extendable(limit, ctx) for limit in limits):
        raise Refusal(Code.TOO_LATE, "期限已经届满，不能再延期，请尽快办结。", line.citation)


def _extendable(limit: Deadline, ctx: Context) -> bool:
    return not limit.extension_days and limit.state in ("running", "paused") and limit.due_on >= ctx.today


def _reasoned(ctx: Context, *, reason: str = "", cause: str | None = None, **_: Any) -> None:
    causes = ctx.rule("assessment.extension_causes")
    if cause is not None and cause not in causes.value:
        raise Refusal(
            Code.NOT_PROVIDED_FOR,
            f"不能以这个事由延期，本地规定的事由只有：{shown(causes)}。请另选事由，或在原期限内办结。",
            causes.citation,
            {"cause": "本地规定没有这个事由"},
        )
    if not reason.strip():
        raise Refusal(
            Code.INVALID_INPUT,
            "延期须写明伤情复杂等具体理由。",
            ctx.rule("assessment.extension").citation,
            {"reason": "必填"},
        )


@act(
    "assessment.extend",
    label="延期",
    model="assessment.Assessment",
    posts=permissions.SUPERVISOR,
    law=_once_and_in_time,
    check=_reasoned,
    cites="assessment.extension",
    issues=("extension_notice",),
)
def extend(ctx: Context, *, reason: str, cause: str | None = None) -> None:
    """`cause`: one of the region's list, its first when left out; `reason`: what is complex, in words."""
    cause = cause or ctx.rule("assessment.extension_causes").value[0]
    case = ctx.case
    case.extend()
    ctx.reason = reason.strip()
    days = ctx.rule("assessment.extension").value["days"]
    moved: list[tuple[Deadline, date]] = []
    for limit in _limits(ctx):
        if _extendable(limit, ctx):
            before = limit.due_on
            moved.append((deadlines.extend(limit, days=days, on=ctx.today, reason=ctx.reason, by=ctx.by), before))
    ctx.noted["cause"] = cause
    ctx.noted |= {limit.kind: [str(before), str(limit.due_on)] for limit, before in moved}
    facts = letters.extension(ctx, moved, cause)
    ctx.letters.append(documents.issue(letter="extension_notice", case=case, facts=facts, by=ctx.by, now=ctx.now))
