"""A carer who was not in service, or whose qualification had run out, on that day. 新疆第十四、二十一条; 宁夏第三十二条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="carer_unqualified",
    label="护理人员当日没有资格",
    kind=REJECT,
    cites="care.staffing.home_carers_min",
    condition="ca.carer_id IS NOT NULL AND (l.day < ca.since OR l.day > ca.until OR l.day > ca.qualified_until)",
    evidence={"在职起": "h.ca_since", "在职止": "h.ca_until", "资格有效期至": "h.ca_qualified_until"},
)
