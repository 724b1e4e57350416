"""Longer than the catalogue has the item. 新疆第十六条; 宁夏第二十条."""

from settlement.rules.base import QUERY, Rule

RULE = Rule(
    code="too_long",
    label="服务时长过长",
    kind=QUERY,
    cites="care.catalogue_first",
    condition="l.minutes > it.minutes_max",
    evidence={"时长（分钟）": "h.minutes", "目录最多": "h.it_minutes_max"},
)
