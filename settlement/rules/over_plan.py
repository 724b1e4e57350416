"""More often in a week than the plan in force has it. 新疆第十六条; 宁夏第十九条."""

from settlement.rules.base import QUERY, Rule

RULE = Rule(
    code="over_plan",
    label="超过计划的频次",
    kind=QUERY,
    cites="care.plan.contents",
    condition="l.nth_week > pi.per_week",
    evidence={"本周第几次": "h.nth_week", "计划每周次数": "h.pi_per_week"},
)
