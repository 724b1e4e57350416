"""The same person, item and beginning as a line before it, in this batch or another of the month. 新疆第三十一条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="duplicate",
    label="重复申报",
    kind=REJECT,
    cites="settlement.smart_review",
    condition="l.twin IS NOT NULL",
    confirm=(
        "JOIN settlement_claimline o ON o.month = h.month AND o.id = h.twin "
        "JOIN settlement_claimbatch ob ON ob.id = o.batch_id"
    ),
    evidence={"已申报的行": 'o."row"', "所在批次": "ob.number", "开始时间": "to_char(h.starts, 'HH24:MI')"},
)
