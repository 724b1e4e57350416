"""A carer whom the register of the provider's staff does not know. 新疆第二十一条; 宁夏第三十二条; 天津通知（一）."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="carer_unknown",
    label="护理人员未登记",
    kind=REJECT,
    cites="settlement.claim_papers",
    condition="l.carer_id IS NULL",
    evidence={"护理人员编码": "h.carer_code"},
)
