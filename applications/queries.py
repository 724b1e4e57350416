"""Reads that acts and pages share: required papers, missing papers, grounds found."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils import timezone

from applications.models import Application, Material
from applications.rules import completeness, grounds
from policy import rule
from workflow import deadlines
from workflow.models import Deadline

GROUND_LABELS = {
    "not_insured": "未参加长期护理保险",
    "not_entitled": "不符合待遇享受条件",
    "outside_fund": "护理服务费用不属于长期护理保险基金支付范围",
    "incomplete_materials": "申报材料不全，经告知未补正",
    "false_materials": "提供虚假材料",
    "disabled_less_than_6_months": "生活不能自理未达规定月数，病情不稳定",
    "recently_failed_or_unchanged": "距上次未通过结论未满规定月数，或病情及能力无明显变化",
    "recently_failed_and_unchanged": "距上次未通过结论未满规定月数，且病情及能力无明显变化",
    "insured_and_treated_less_than_6_months": "参保未满规定月数，且治疗未满规定月数",
    "treated_less_than_6_months": "规范治疗未满规定月数",
    "work_injury_nursing_fee": "领取工伤保险生活护理费",
    "self_assessment_below_threshold": "自评未达到申请条件",
    "undertaking_breached_this_year": "本年度违反承诺，当年不得再次申请",
    "other": "其他不予受理的情形",
}


def required(application: Application) -> list[str]:
    """Codes of the papers that the region asks of this kind of applicant, in the order of its list."""
    return list(_rule(application, f"applications.materials.{application.applicant_kind}").value)


def missing(application: Application, brought: Collection[str] | None = None) -> list[str]:
    have = brought if brought is not None else {row.code for row in application.materials.all()}
    alternatives = _rule(application, "applications.materials_alternatives").value
    return completeness.missing(have, required(application), alternatives)


def forms_asked(application: Application) -> dict[str, str]:
    """Where the region says so: which papers are sighted in original and which are kept as a copy."""
    return dict(_rule(application, "applications.originals").value)


def label_of(code: str) -> str:
    return str(Material.Code(code).label)


def terms(area_code: str, on: date) -> grounds.Terms:
    """The region's figures for grounds, on the day by which the case's rules are chosen."""

    def value(key: str) -> Any:
        return rule(f"applications.{key}", area=area_code, on=on).value

    return grounds.Terms(
        disabled_months=value("grounds.disabled_months"),
        treated_months=value("grounds.treated_months"),
        insured_months=value("grounds.insured_months"),
        failed_months=value("grounds.failed_months"),
        failed_combination=value("grounds.failed_combination"),
        insured_treated_combination=value("grounds.insured_treated_combination"),
        self_grades=frozenset(value("self_assessment.threshold")),
        entitlement_months=_entitlement_months(area_code, on),
    )


def _entitlement_months(area_code: str, on: date) -> int | None:
    """Only what a text says binds the machine; what is assumed is left to the clerk to declare."""
    line = rule("care.entitlement.disabled_months", area=area_code, on=on)
    return None if line.basis == "assumed" else line.value


def find_grounds(application: Application, on: date, brought: Collection[str] | None = None) -> list[grounds.Ground]:
    """Grounds that the data bear out on `on`; papers count only after they were told and not brought."""
    person = application.person
    facts = grounds.Facts(
        on=on,
        insured=person.insured_on(on),
        insured_since=person.insured_since,
        basic_insurance=person.basic_insurance,
        disabled_since=application.disabled_since,
        treated_since=application.treated_since,
        work_injury_nursing_fee=person.work_injury_nursing_fee,
        last_failed=person.last_failed_conclusion,
        marked_change=application.marked_change,
        self_grade=application.self_grade,
        undertaking_breached_on=person.undertaking_breached_on,
        told_but_not_brought=_told_but_not_brought(application, brought),
        doubt_not_removed=application.doubt_removed is False,
    )
    listed = _rule(application, "applications.grounds").value
    return grounds.find(facts, listed, terms(application.area_code, application.policy_on))


def _told_but_not_brought(application: Application, brought: Collection[str] | None) -> bool:
    if not application.missing_told or application.state == "supplementing" or application._state.adding:
        return False
    absent = set(missing(application, brought)) & set(application.missing_told)
    return bool(absent) or bool(_not_brought_anew(application))


def _not_brought_anew(application: Application) -> list[str]:
    """Told papers that were on file already and found wanting: they count from the day of the notice on."""
    notice = deadlines.find(application.matter, "supplement")
    if notice is None:
        return []
    rows = application.materials.all()
    anew = {row.code for row in rows if timezone.localdate(row.received_at) >= notice.starts_on}
    alternatives = _rule(application, "applications.materials_alternatives").value
    return completeness.missing(anew, application.missing_told, alternatives)


def listed_ground(application: Application, code: str) -> dict[str, Any] | None:
    """The region's own row for a ground, or None where its rules have no such ground."""
    rows = _rule(application, "applications.grounds").value
    return next((dict(row) for row in rows if row["ground"] == code), None)


def _rule(application: Application, key: str) -> Any:
    return rule(key, area=application.area_code, on=application.policy_on)


def closed_matters() -> Any:
    """Matters that have come to their end: the conclusion was delivered, or its limit fell away with the assessment.

    A dispatch sent back by its body ends nothing: the limit runs on, and the matter waits for another body.
    """
    ended = (Deadline.State.MET, Deadline.State.VOID)
    return Deadline.objects.filter(kind="conclusion_delivery", state__in=ended).values("matter")
