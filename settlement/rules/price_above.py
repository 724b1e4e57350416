"""A price above the catalogue's on that day: what is above is not paid. 新疆第十六条; 宁夏第二十条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="price_above",
    label="单价高于目录价格",
    kind=REJECT,
    cites="care.catalogue_first",
    condition="l.price_fen > it.price_fen",
    evidence={
        "申报单价（元）": "round(h.price_fen / 100.0, 2)",
        "目录单价（元）": "round(h.it_price_fen / 100.0, 2)",
    },
    allowed="round(h.it_price_fen * h.quantity)::bigint",
)
