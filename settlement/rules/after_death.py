"""Service after the person's death: the day of death is the last that counts. 宁夏第二十三条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="after_death",
    label="死亡之后的服务",
    kind=REJECT,
    cites="settlement.smart_review",
    condition="l.day > pe.died_on",
    evidence={"死亡日期": "h.pe_died_on"},
)
