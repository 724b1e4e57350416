"""The fee of an assessment that an earlier line claims, in this batch or another that is under way or paid. 新疆第三十一条."""

from settlement.rules.base import ASSESSMENT, REJECT, Rule

RULE = Rule(
    code="fee_twice",
    label="同一次评估重复申报",
    kind=REJECT,
    cites="settlement.smart_review",
    condition="h.assessment_id IS NOT NULL AND h.earlier_row IS NOT NULL AND NOT h.earlier_unpaid",
    evidence={
        "评估日期": "h.day",
        "已申报的行": "h.earlier_row",
        "所在批次": "h.earlier_batch",
        "费用月份": "to_char(h.month, 'YYYY-MM')",
    },
    claims=ASSESSMENT,
)
