"""Service while the person lay in hospital: from the day after admission until the day before discharge. 宁夏第二十三条."""

from settlement.rules.base import REJECT, Rule

RULE = Rule(
    code="in_hospital",
    label="住院期间的服务",
    kind=REJECT,
    cites="care.hospital.suspend_from",
    condition="hs.person_id IS NOT NULL",
    evidence={"入院日期": "h.hs_admitted_on", "出院日期": "h.hs_discharged_on"},
)
