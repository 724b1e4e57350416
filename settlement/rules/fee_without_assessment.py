"""No assessment of this person was carried out by this body on that day; one that was ended does not count. 新疆第二十八条（一）."""

from settlement.rules.base import ASSESSMENT, REJECT, Rule

RULE = Rule(
    code="fee_without_assessment",
    label="没有对应的评估",
    kind=REJECT,
    cites="settlement.claim_papers",
    condition="h.assessment_id IS NULL",
    evidence={"申报的评估日期": "h.day", "本机构对这名参保人的评估": "coalesce(h.visits, '没有')"},
    claims=ASSESSMENT,
)
