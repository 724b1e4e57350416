"""An item that the plan in force does not have. 新疆第十六条; 宁夏第十九、二十条."""

from settlement.rules.base import QUERY, Rule

RULE = Rule(
    code="outside_plan",
    label="计划外的项目",
    kind=QUERY,
    cites="care.plan.contents",
    condition="pn.person_id IS NOT NULL AND pi.person_id IS NULL",
    evidence={"项目": "h.item_code", "计划确认日期": "h.pn_since"},
)
