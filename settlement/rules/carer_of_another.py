"""A carer who is on another provider's staff. 新疆第二十一条; 宁夏第三十二条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="carer_of_another",
    label="护理人员属于其他机构",
    kind=REJECT,
    cites="settlement.claim_papers",
    condition="ca.provider_id <> l.provider_id",
    evidence={"护理人员编码": "h.carer_code"},
)
