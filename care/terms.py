"""The region's rules of a benefit, read from the policy for the pure rules."""

from datetime import date

from care.rules.standards import Answer, standards
from care.rules.terms import Term, Terms
from policy import rule


def terms(area: str, on: date) -> Terms:
    """When a benefit begins, pauses, resumes and changes in an area; `on` is the case's policy day."""

    def term(key: str) -> Term:
        line = rule(key, area=area, on=on)
        return Term(line.value, line.citation)

    return Terms(
        benefit_start=term("care.benefit_start"),
        hospital_from=term("care.hospital.suspend_from"),
        hospital_until=term("care.hospital.resume_from"),
        mode_change=term("care.mode_change_from"),
        resume_from=term("care.resume_from"),
        suspension=rule("care.suspension_causes", area=area, on=on).citation,
    )


def standards_of(area: str, on: date, *, insured: str, mode: str, level: int) -> Answer:
    """What the area pays on a day, or why that cannot be said; `insured` is employee (职工) or resident (居民)."""
    line = rule("care.benefit_standards", area=area, on=on)
    return standards(line.value, line.citation, insured=insured, mode=mode, level=level)
