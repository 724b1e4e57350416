"""A carer at work longer in a day than the limit; services at the same time count once. 新疆第三十一、三十九条."""

from settlement.rules.base import QUERY, Rule

RULE = Rule(
    code="carer_hours",
    label="护理人员当日工时超限",
    kind=QUERY,
    cites="settlement.screen.carer_hours",
    condition="l.carer_id IS NOT NULL AND l.carer_day_minutes > %(carer_hours)s * 60",
    evidence={"当日累计分钟": "h.carer_day_minutes", "每日小时上限": "%(carer_hours)s::int"},
    parameters={"carer_hours": "settlement.screen.carer_hours"},
)
