"""The fee of an assessment that a paid batch claimed before and did not get: somebody looks at it again. 新疆第三十一条."""

from settlement.rules.base import ASSESSMENT, QUERY, Rule

RULE = Rule(
    code="fee_again",
    label="曾经申报而没有支付",
    kind=QUERY,
    cites="settlement.smart_review",
    condition="h.assessment_id IS NOT NULL AND h.earlier_unpaid",
    evidence={"评估日期": "h.day", "曾申报的行": "h.earlier_row", "所在批次": "h.earlier_batch"},
    claims=ASSESSMENT,
)
