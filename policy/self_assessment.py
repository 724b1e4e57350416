"""The self-assessment scale (自评表, 37号附录表B and 新疆规程附件3): 6 items in classes a and b → grade A–G."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from policy import yamlfile
from policy.lines import FrozenMap

FOLDER = Path(__file__).parent / "data" / "self_assessment"

INDEPENDENT, PARTIAL, DEPENDENT = "independent", "partial", "dependent"


@dataclass(frozen=True, slots=True)
class SelfItem:
    """One of the six items; `options` are the form's own words by choice, `kind` its class a or b."""

    code: str
    name: str
    kind: str
    options: FrozenMap


@dataclass(frozen=True, slots=True)
class SelfForm:
    """One version of the form; `grades[a][b]` is the grade for so many dependent items of class a and b."""

    version: str
    from_day: date
    title: str
    citation: str
    items: tuple[SelfItem, ...]
    grades: tuple[tuple[str, ...], ...]


class InvalidSelfAssessment(ValueError):
    """The form is not filled as it should be; the sentence says where."""


def self_grade(choices: Mapping[str, str], partial_counts: Mapping[str, bool], form: SelfForm | None = None) -> str:
    """Grade A–G of a filled form.

    `choices` gives independent, partial or dependent for each of the six items; `partial_counts` says for which
    items the middle column counts as dependent (key applications.self_assessment.partial_counts, the texts are
    silent). Raises InvalidSelfAssessment.
    """
    form = form or self_form()
    _check(choices, form)
    dependent = [item.kind for item in form.items if _counts(choices[item.code], partial_counts.get(item.code, False))]
    return form.grades[dependent.count("a")][dependent.count("b")]


def _counts(choice: str, partial_counts: bool) -> bool:
    return choice == DEPENDENT or (choice == PARTIAL and partial_counts)


def _check(choices: Mapping[str, str], form: SelfForm) -> None:
    known = {item.code for item in form.items}
    if missing := [item.name for item in form.items if item.code not in choices]:
        raise InvalidSelfAssessment(f"自评表还有未填的项目：{'、'.join(missing)}。")
    if unknown := sorted(set(choices) - known):
        raise InvalidSelfAssessment(f"自评表没有这些项目：{'、'.join(unknown)}。")
    for item in form.items:
        if choices[item.code] not in item.options:
            raise InvalidSelfAssessment(f"“{item.name}”只能选独立、部分独立或依赖，现为“{choices[item.code]}”。")


def self_form(on: date | None = None) -> SelfForm:
    """The version of the form in force on a day, or the newest. Raises LookupError before the first."""
    found = [form for form in _forms() if on is None or form.from_day <= on]
    if not found:
        raise LookupError(f"{on} 之前没有自评表。")
    return found[-1]


@lru_cache(maxsize=1)
def _forms() -> tuple[SelfForm, ...]:
    forms = [_form(yamlfile.mapping(path)) for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(sorted(forms, key=lambda form: form.from_day))


def _form(data: Mapping[str, Any]) -> SelfForm:
    items = tuple(SelfItem(row["code"], row["name"], row["class"], FrozenMap(row["options"])) for row in data["items"])
    grades = tuple(tuple(row) for row in data["grades"])
    return SelfForm(data["version"], data["from"], data["title"], data["citation"], items, grades)
