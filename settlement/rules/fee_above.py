"""More than the fee that the region has set: what is above is not paid. 乌鲁木齐第二十二条."""

from settlement.rules.base import ASSESSMENT, REJECT, Rule

RULE = Rule(
    code="fee_above",
    label="高于评估费标准",
    kind=REJECT,
    cites="assessment.fee",
    condition="h.amount_fen > %(fee)s * 100",
    evidence={
        "申报金额（元）": "to_char(h.amount_fen / 100.0, 'FM9999990.00')",
        "评估费标准（元）": "to_char(%(fee)s, 'FM9999990.00')",
    },
    parameters={"fee": "assessment.fee"},
    allowed="%(fee)s * 100",
    claims=ASSESSMENT,
)
