"""Who bears the fee depends on a conclusion that has not been issued. 乌鲁木齐第二十二条."""

from settlement.rules.base import ASSESSMENT, QUERY, Rule

RULE = Rule(
    code="fee_bearer_open",
    label="尚未出具结论，承担方未定",
    kind=QUERY,
    cites="assessment.fee_bearer",
    condition="h.bearer = ''",
    evidence={"评估类别": "h.assessment_kind", "评估状态": "h.assessment_state"},
    claims=ASSESSMENT,
)
