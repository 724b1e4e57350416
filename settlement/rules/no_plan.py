"""No care plan that the person had confirmed by that day. 新疆第十六条; 宁夏第十九条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="no_plan",
    label="没有经确认的护理服务计划",
    kind=REJECT,
    cites="care.plan.confirmed_by_person",
    condition="st.state = 'active' AND pn.person_id IS NULL",
    evidence={"服务日期": "h.day"},
)
