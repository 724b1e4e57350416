"""No agreement with the provider in force on that day. 新疆第二十、三十七条; 宁夏第三十一、五十二条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="no_agreement",
    label="当日没有有效协议",
    kind=REJECT,
    cites="settlement.claim_papers",
    condition="ag.provider_id IS NULL",
    evidence={"服务日期": "h.day"},
)
