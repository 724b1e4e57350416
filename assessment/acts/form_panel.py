"""Form the panel of experts that judges a first opinion together. A10.

新疆第八条（二）2; 乌鲁木齐第九条（三）、第十九条.
"""

from collections.abc import Sequence
from typing import Any

from accounts.models import User
from assessment import panels, permissions, queries
from assessment.models import Panel, PanelMember
from assessment.rules import panel as rules
from workflow.acts import Context, act
from workflow.refusal import Code, Refusal


def _no_opinion_yet(ctx: Context) -> None:
    latest = ctx.once(panels.latest, ctx.case)
    if latest is not None and latest.outcome == Panel.Outcome.MAJORITY:
        raise Refusal(Code.PANEL_INVALID, "评定小组已经形成集体意见，请按集体意见提出结论。", ctx.article)


def _decides(ctx: Context, latest: Panel | None) -> bool:
    """Whether the next panel is one further expert: the votes were split, and the region lets a third decide."""
    if latest is None:
        return False
    if latest.closed_at is None:
        return latest.decides
    third = ctx.rule("assessment.disagreement").value != panels.PANEL
    return latest.outcome == Panel.Outcome.SPLIT and third


def _lawful(ctx: Context, *, members: Sequence[User] = (), reason: str = "", **_: Any) -> None:
    latest = ctx.once(panels.latest, ctx.case)
    if latest is not None and latest.closed_at is None and not reason.strip():
        raise Refusal(
            Code.INVALID_INPUT, "评定小组正在表决，要换组须写明理由。", ctx.article, {"reason": "换组须写明理由"}
        )
    named = queries.candidates(ctx.case, [user.pk for user in members], ctx.today)
    for fault in rules.faults(named, panels.facts(ctx), decides=_decides(ctx, latest)):
        raise Refusal(fault.code, fault.message, ctx.rule(fault.key).citation, {"members": fault.message})


@act(
    "assessment.form_panel",
    label="组成评定小组",
    model="assessment.Assessment",
    posts=permissions.SECRETARY,
    law=_no_opinion_yet,
    check=_lawful,
    cites="assessment.panel_min",
)
def form_panel(ctx: Context, *, members: Sequence[User], reason: str = "") -> None:
    """`members`: experts of the committee; `reason`: why a panel that is voting is replaced by this one."""
    case, latest = ctx.case, ctx.once(panels.latest, ctx.case)
    further = _decides(ctx, latest)
    case.form_panel()
    if latest is not None and latest.closed_at is None:
        latest.closed_at, latest.outcome = ctx.now, Panel.Outcome.REPLACED
        latest.save(update_fields=["closed_at", "outcome"])
    panel = Panel.objects.create(
        assessment=case,
        number=latest.number + 1 if latest is not None else 1,
        decides=further,
        reason=reason.strip(),
        formed_at=ctx.now,
        formed_by_id=ctx.by.user_id or 0,
    )
    people = {user.pk: user for user in members}
    PanelMember.objects.bulk_create(PanelMember(panel=panel, expert=user) for user in people.values())
    ctx.reason = reason.strip()
    ctx.noted |= {"panel": panel.number, "members": [user.name for user in people.values()]}
