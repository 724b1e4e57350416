"""Two visits of a carer so far apart, so soon after each other, that nobody gets there. 新疆第三十一、三十九条."""

from settlement.rules.base import QUERY, Rule

# Kilometres between two places, on a flat map: exact enough for what a carer can travel in a day.
KM = "sqrt(power(({a}.lat - {a}.before_lat) * 111.2, 2) + power(({a}.lon - {a}.before_lon) * 111.2 * cos(radians({a}.lat)), 2))"
MINUTES = "({a}.s - {a}.before_e)"

RULE = Rule(
    code="travel",
    label="两次服务之间的路程不可能",
    kind=QUERY,
    cites="settlement.screen.speed",
    condition=(
        "l.carer_id IS NOT NULL AND l.before_person <> l.person_id AND l.s >= l.before_e "
        f"AND {KM.format(a='l')} * 60 > %(speed)s * ({MINUTES.format(a='l')}) AND {KM.format(a='l')} > 1"
    ),
    evidence={
        "距离（公里）": f"round(({KM.format(a='h')})::numeric, 1)",
        "间隔（分钟）": f"round(({MINUTES.format(a='h')})::numeric)",
        "每小时至多（公里）": "%(speed)s::int",
    },
    parameters={"speed": "settlement.screen.speed"},
)
