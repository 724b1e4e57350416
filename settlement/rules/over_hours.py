"""Beyond the hours of the month that the benefit standard gives; the settlement caps it, the clerk is told. C4."""

from settlement.rules.base import NOTICE, Rule

RULE = Rule(
    code="over_hours",
    label="超过每月时数",
    kind=NOTICE,
    cites="care.benefit_standards",
    condition="l.person_month_minutes > st.hours_cap * 60",
    evidence={"本月累计分钟": "h.person_month_minutes", "每月小时上限": "h.st_hours_cap"},
)
