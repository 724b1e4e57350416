"""Service while the benefit was suspended (stays in hospital have their own rule). 宁夏第二十四条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="suspended",
    label="待遇暂停期间的服务",
    kind=REJECT,
    cites="care.suspension_causes",
    condition="st.state = 'suspended' AND hs.person_id IS NULL",
    evidence={"暂停起": "h.st_since", "暂停原因": "h.st_cause"},
)
