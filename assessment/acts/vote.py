"""A member of the panel votes by himself; the last vote closes the panel. A10.

新疆第八条（二）2; 乌鲁木齐第九条（三）.
"""

from typing import Any

from assessment import panels, permissions
from assessment.acts.opinions import stays_away
from assessment.acts.propose import level_reasoned
from assessment.models import Panel
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _a_member_of_a_voting_panel(ctx: Context) -> None:
    panel = panels.latest(ctx.case)
    mine = panel.members.filter(expert_id=ctx.by.user_id).first() if panel is not None else None
    if panel is None or panel.closed_at is not None:
        if mine is not None and mine.voted_at is not None:
            raise Refusal(Code.ALREADY_CONFIRMED, "评定小组的表决已经结束，您的意见不能再更改。", ctx.article)
        raise Refusal(Code.WRONG_STATE, "现在没有正在表决的评定小组，须先由评定办公室组成小组。", ctx.article)
    if ctx.by.user_id is not None and mine is None:
        raise Refusal(Code.NOT_PERMITTED, "您不是本次评定小组的成员，表决只能由小组成员办理。", ctx.article)
    stays_away(ctx)


def _considered(
    ctx: Context, *, level: int | None = None, reason: str = "", panel: int | None = None, **_: Any
) -> None:
    current = panels.latest(ctx.case)
    if panel is not None and current is not None and panel != current.number:
        raise Refusal(Code.STALE_PAGE, "您打开页面之后，评定小组已经更换。请刷新页面再表决。", ctx.article)
    if level is None:
        raise Refusal(Code.INVALID_INPUT, "请选择失能等级。", ctx.article, {"level": "必选"})
    level_reasoned(ctx, level, reason)


@act(
    "assessment.vote",
    label="评定表决",
    model="assessment.Assessment",
    posts=permissions.PANELLISTS,
    law=_a_member_of_a_voting_panel,
    check=_considered,
    cites="assessment.panel_min",
)
def vote(ctx: Context, *, level: int, reason: str = "", panel: int | None = None) -> None:
    """`level`: what the member holds the level to be; until the last vote is in it may be given anew.

    `panel`: the number of the panel that the page showed, the current one if left out. The journal does not say how
    somebody voted: it is read while others have yet to vote.
    """
    current = panels.latest(ctx.case)
    assert current is not None
    ctx.case.vote()
    current.members.filter(expert_id=ctx.by.user_id).update(level=level, reason=reason.strip(), voted_at=ctx.now)
    left = current.members.filter(voted_at__isnull=True).count()
    ctx.noted |= {"panel": current.number, "votes_left": left}
    if not left:
        _close(ctx, current)


def _close(ctx: Context, panel: Panel) -> None:
    panel.level = panels.tally(panel, ctx.rule("assessment.confirm.experts_min").value)
    panel.outcome = Panel.Outcome.SPLIT if panel.level is None else Panel.Outcome.MAJORITY
    panel.closed_at = ctx.now
    panel.save(update_fields=["level", "outcome", "closed_at"])
    ctx.noted["outcome"] = panel.outcome
    if panel.level is not None:
        ctx.noted["panel_level"] = panel.level
