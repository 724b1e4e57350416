"""A carer who serves more people than a region allows, or fewer than it demands. 天津通知（四）: 5 至 10 人."""

from settlement.rules.base import CARER, NOTICE, Rule

RULE = Rule(
    code="carer_clients",
    label="每名护理人员的服务人数不合规定",
    kind=NOTICE,
    cites="care.staffing.clients_per_carer_max",
    condition="m.people > %(clients_max)s OR m.people < %(clients_min)s",
    evidence={"本月服务人数": "m.people", "规定至少": "%(clients_min)s::int", "规定至多": "%(clients_max)s::int"},
    parameters={
        "clients_max": "care.staffing.clients_per_carer_max",
        "clients_min": "care.staffing.clients_per_carer_min",
    },
    of=CARER,
)
