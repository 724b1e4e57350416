"""Whether a person may be assessor or expert: age, education, background, years, training, contract. A19.

乌鲁木齐第十六条; 天津（二）; 医保发〔2023〕29号第十一条. Figures and lists come from the region's pack.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

# Levels of education and of title, the lowest first: an order of words, not a rule of a region.
EDUCATION = ("初中及以下", "高中", "中专", "大专", "本科", "硕士", "博士")
TITLES = ("无", "初级职称", "中级职称", "副高级职称", "高级职称")


@dataclass(frozen=True)
class Candidate:
    """What is known of a person on the day that counts."""

    born: date
    education: str
    background: str
    department: str
    role: str
    title: str
    practising_since: date
    certificate: str
    certificate_until: date | None
    labour_contract: bool


@dataclass(frozen=True)
class Finding:
    """What is wrong: the field, and a sentence."""

    field: str
    message: str


def full_years(since: date, on: date) -> int:
    """Years that are over on the day; one born on 29 February has the birthday on 1 March in other years."""
    return on.year - since.year - ((on.month, on.day) < (since.month, since.day))


def findings(
    person: Candidate, terms: Mapping[str, Any], *, on: date, contract_asked: bool = False
) -> Iterator[Finding]:
    """What the pack's terms object to; an age limit of 60 admits who is 60 and not yet 61."""
    age = full_years(person.born, on)
    if terms.get("age_min") is not None and age < terms["age_min"]:
        yield Finding("born", f"年龄须满 {terms['age_min']} 周岁，现为 {age} 周岁。")
    if terms.get("age_max") is not None and age > terms["age_max"]:
        yield Finding("born", f"年龄不超过 {terms['age_max']} 周岁，现为 {age} 周岁。")
    yield from _words(person, terms)
    years = full_years(person.practising_since, on)
    if terms.get("years_min") is not None and years < terms["years_min"]:
        yield Finding("practising_since", f"从业须满 {terms['years_min']} 年，现为 {years} 年。")
    if terms.get("training_certificate"):
        yield from _certificate(person, on)
    if contract_asked and not person.labour_contract:
        yield Finding("labour_contract", "劳动年龄内的评估专家须签订劳动合同并缴纳社会保险。")


def _words(person: Candidate, terms: Mapping[str, Any]) -> Iterator[Finding]:
    if terms.get("education_min") and _below(EDUCATION, person.education, terms["education_min"]):
        yield Finding("education", f"学历须{terms['education_min']}及以上。")
    if terms.get("title_min") and _below(TITLES, person.title, terms["title_min"]):
        yield Finding("title", f"须有{terms['title_min']}及以上。")
    for field, key, label in (
        ("background", "backgrounds", "专业背景"),
        ("department", "departments", "科室"),
        ("role", "roles", "类别"),
    ):
        allowed = terms.get(key)
        if allowed and getattr(person, field) not in allowed:
            yield Finding(field, f"{label}须为{'、'.join(allowed)}之一。")


def _below(order: tuple[str, ...], has: str, least: str) -> bool:
    return has not in order or (least in order and order.index(has) < order.index(least))


def _certificate(person: Candidate, on: date) -> Iterator[Finding]:
    if not person.certificate:
        yield Finding("certificate", "须有培训合格证书。")
    elif person.certificate_until is not None and person.certificate_until < on:
        yield Finding("certificate_until", f"培训证书已于 {person.certificate_until:%Y年%-m月%-d日} 到期。")
