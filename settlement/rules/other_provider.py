"""Service by a provider that the person had not chosen on that day. 新疆第十五条; 宁夏第十八、二十四条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="other_provider",
    label="当日由其他机构服务",
    kind=REJECT,
    cites="care.dispatch_by_agency",
    condition="st.state = 'active' AND st.provider_id <> l.provider_id",
    evidence={"当日服务机构": "(SELECT name FROM accounts_organisation WHERE id = h.st_provider_id)"},
)
