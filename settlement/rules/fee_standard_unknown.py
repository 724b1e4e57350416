"""The region's rules name no fee: somebody decides what is due by the agreement. 新疆第二十八条（二）."""

from settlement.rules.base import ASSESSMENT, QUERY, Rule

RULE = Rule(
    code="fee_standard_unknown",
    label="评估费标准未规定",
    kind=QUERY,
    cites="assessment.fee",
    condition="true",
    evidence={
        "申报金额（元）": "to_char(h.amount_fen / 100.0, 'FM9999990.00')",
        "评估费标准": "'本地规则没有写明，请按服务协议核定'",
    },
    unless="assessment.fee",
    claims=ASSESSMENT,
)
