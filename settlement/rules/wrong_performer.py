"""An item done by somebody of a kind that the catalogue does not allow for it. 新疆第十四条; 宁夏第二十条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="wrong_performer",
    label="人员类别不能提供此项目",
    kind=REJECT,
    cites="care.staffing.home_medical_min",
    condition="cardinality(it.performers) > 0 AND ca.kind IS NOT NULL AND NOT ca.kind = ANY(it.performers)",
    evidence={"人员类别": "h.ca_kind", "应由": "array_to_string(h.it_performers, '、')"},
)
