"""Two items of one person on one day that exclude each other by the catalogue. 新疆第十六条; 宁夏第二十条."""

from settlement.rules.base import QUERY, Rule

RULE = Rule(
    code="exclusive_items",
    label="互斥的项目同日申报",
    kind=QUERY,
    cites="care.catalogue_first",
    condition="it.excludes",
    confirm=(
        'JOIN LATERAL (SELECT o.item_code, o."row" FROM settlement_claimline o '
        "JOIN settlement_claimbatch ob ON ob.id = o.batch_id AND ob.state = ANY(%(live)s) "
        "JOIN ref_exclusion x ON x.code = h.item_code AND x.other = o.item_code "
        "WHERE o.month = h.month AND o.person_id = h.person_id AND o.day = h.day ORDER BY o.id LIMIT 1) o ON true"
    ),
    evidence={"互斥项目": "o.item_code", "所在行": 'o."row"'},
)
