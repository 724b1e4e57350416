"""A person served by two carers at once. 新疆第三十一条; 天津通知（八）."""

from settlement.rules.base import QUERY, Rule

RULE = Rule(
    code="person_overlap",
    label="参保人同一时间由两人服务",
    kind=QUERY,
    cites="settlement.smart_review",
    condition="l.person_other_end > l.s",
    confirm=(
        'JOIN LATERAL (SELECT o.starts, o.ends, o."row", o.carer_code FROM settlement_claimline o '
        "JOIN settlement_claimbatch ob ON ob.id = o.batch_id AND ob.state = ANY(%(live)s) "
        "WHERE o.month = h.month AND o.person_id = h.person_id AND o.day = h.day AND o.carer_code <> h.carer_code "
        "AND (o.starts, o.id) < (h.starts, h.id) AND o.ends > h.starts ORDER BY o.ends DESC, o.id LIMIT 1) o ON true"
    ),
    evidence={
        "本笔": "to_char(h.starts, 'HH24:MI') || '–' || to_char(h.ends, 'HH24:MI')",
        "另一笔": "to_char(o.starts, 'HH24:MI') || '–' || to_char(o.ends, 'HH24:MI')",
        "另一名护理人员": "o.carer_code",
    },
)
