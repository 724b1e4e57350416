"""A service at the person's home that was recorded too far from it. 新疆第三十一、三十九条."""

from settlement.rules.base import QUERY, Rule

METRES = (
    "1000 * sqrt(power(({a}.lat - {h}lat) * 111.2, 2) + power(({a}.lon - {h}lon) * 111.2 * cos(radians({a}.lat)), 2))"
)

RULE = Rule(
    code="far_from_home",
    label="服务地点离住处过远",
    kind=QUERY,
    cites="settlement.screen.home_metres",
    condition=f"st.mode IN ('home', 'family') AND {METRES.format(a='l', h='pe.')} > %(home_metres)s",
    evidence={
        "距离（米）": f"round(({METRES.format(a='h', h='h.pe_')})::numeric)",
        "至多（米）": "%(home_metres)s::int",
    },
    parameters={"home_metres": "settlement.screen.home_metres"},
)
