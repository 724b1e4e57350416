"""A carer with another person while still being with one: in two places at once. 新疆第三十一条; 天津通知（八）."""

from settlement.rules.base import QUERY, Rule

RULE = Rule(
    code="carer_overlap",
    label="护理人员同一时间服务两人",
    kind=QUERY,
    cites="settlement.smart_review",
    condition="l.carer_id IS NOT NULL AND l.carer_other_end > l.s",
    confirm=(
        'JOIN LATERAL (SELECT o.starts, o.ends, o."row", ob.number FROM settlement_claimline o '
        "JOIN settlement_claimbatch ob ON ob.id = o.batch_id AND ob.state = ANY(%(live)s) "
        "WHERE o.month = h.month AND o.carer_id IN (SELECT h.carer_id UNION SELECT k.carer_id FROM ref_carer k WHERE k.who = h.who) "
        "AND o.day = h.day AND o.person_id <> h.person_id "
        "AND (o.starts, o.id) < (h.starts, h.id) AND o.ends > h.starts ORDER BY o.ends DESC, o.id LIMIT 1) o ON true"
    ),
    evidence={
        "本笔": "to_char(h.starts, 'HH24:MI') || '–' || to_char(h.ends, 'HH24:MI')",
        "另一笔": "to_char(o.starts, 'HH24:MI') || '–' || to_char(o.ends, 'HH24:MI')",
        "另一笔的行": 'o."row"',
        "另一笔的批次": "o.number",
    },
)
