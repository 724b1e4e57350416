"""More often in a day, week or month than the catalogue allows the item. 新疆第十六条; 宁夏第二十条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="over_times",
    label="超过目录规定的次数",
    kind=REJECT,
    cites="care.catalogue_first",
    condition="l.nth_day > it.per_day_max OR l.nth_week > it.per_week_max OR l.nth_month > it.per_month_max",
    evidence={
        "当日第几次": "h.nth_day",
        "每日最多": "h.it_per_day_max",
        "本周第几次": "h.nth_week",
        "每周最多": "h.it_per_week_max",
        "本月第几次": "h.nth_month",
        "每月最多": "h.it_per_month_max",
    },
)
