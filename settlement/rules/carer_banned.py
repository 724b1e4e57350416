"""A carer who was banned from service on that day. 新疆第三十六条; 宁夏第五十一条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="carer_banned",
    label="护理人员处于限制从业期",
    kind=REJECT,
    cites="audit.practice_ban_min",
    condition="l.day BETWEEN ca.banned_since AND coalesce(ca.banned_until, 'infinity')",
    evidence={"限制起": "h.ca_banned_since", "限制止": "h.ca_banned_until"},
)
