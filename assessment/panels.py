"""How the committee's panels of a case stand: which votes, whether all are in, what came of it. A10."""

from dataclasses import dataclass
from typing import Any

from assessment.models import Assessment, Opinion, Panel, PanelMember
from assessment.rules import panel as rules
from policy import rule

PANEL = "panel"  # 由专家小组集体评定


def latest(case: Assessment) -> Panel | None:
    return case.panels.order_by("-number").first()


def chain(panel: Panel) -> list[PanelMember]:
    """The votes that count together: those of the panel, and where it decides, those that were split before it."""
    rows = list(
        PanelMember.objects.filter(panel__assessment_id=panel.assessment_id, panel__number__lte=panel.number)
        .exclude(panel__outcome=Panel.Outcome.REPLACED)
        .select_related("panel", "expert")
        .order_by("panel__number", "id")
    )
    begun = max((row.panel.number for row in rows if not row.panel.decides), default=panel.number)
    return [row for row in rows if row.panel.number >= begun]


def tally(panel: Panel, experts_min: int) -> int | None:
    """The level that the votes come to, None when they come to none."""
    rows = chain(panel)
    if not panel.decides:
        return rules.majority([row.level for row in rows if row.level is not None], experts_min)
    mine = next(row.level for row in rows if row.panel_id == panel.pk)
    earlier = [row.level for row in rows if row.panel_id != panel.pk and row.level is not None]
    return rules.decided(earlier, mine, experts_min) if mine is not None else None


def must_be_formed(case: Assessment) -> bool:
    """Experts disagreed, and the region sends that to a panel, which has not judged it yet."""
    if case.route != Assessment.Route.COMMITTEE or not case.proposal_round:
        return False
    line = rule("assessment.disagreement", area=case.area_code, on=case.policy_on)
    against = Opinion.objects.filter(assessment=case, round=case.proposal_round, agrees=False)
    return line.value == PANEL and against.exists()


@dataclass(frozen=True)
class Seen:
    """A panel as pages show it: who sits in it, how many have voted, and the votes once all of them are in."""

    panel: Panel
    members: list[PanelMember]
    open: bool

    @property
    def voted(self) -> int:
        return sum(row.voted_at is not None for row in self.members)


def seen(case: Assessment) -> list[Seen]:
    """All panels of a case; while one is voting nobody sees any vote, so that each decides alone. Two queries."""
    rows = list(case.panels.prefetch_related("members__expert"))
    voting = any(row.closed_at is None for row in rows)
    return [Seen(row, list(row.members.all()), voting) for row in rows]


def facts(ctx: Any) -> rules.Terms:
    return rules.Terms(
        panel_min=ctx.rule("assessment.panel_min").value,
        experts_min=ctx.rule("assessment.confirm.experts_min").value,
        odd=ctx.rule("assessment.panel_odd").value,
    )
