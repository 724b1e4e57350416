"""Service on a day on which the person had no benefit: before it began, after it ended, or never. 新疆第八条（二）4."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="outside_benefit",
    label="不在待遇享受期内",
    kind=REJECT,
    cites="care.benefit_start",
    condition="st.person_id IS NULL OR st.state IN ('pending', 'ended')",
    evidence={"当日待遇": "coalesce(h.st_state, '没有待遇')"},
)
