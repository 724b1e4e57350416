"""The person bears the fee: failed, or reviewed without a change of level. 乌鲁木齐第二十二条."""

from settlement.rules.base import ASSESSMENT, REJECT, Rule

RULE = Rule(
    code="fee_of_person",
    label="评估费由个人承担",
    kind=REJECT,
    cites="assessment.fee_bearer",
    condition="h.bearer = 'person'",
    evidence={"评估类别": "h.assessment_kind", "结论日期": "h.concluded_on", "情形": "h.outcome", "承担方": "'个人'"},
    claims=ASSESSMENT,
)
