"""What the page of an act shows before somebody decides: papers, grounds found, days that would begin to count."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from django.utils import timezone

from applications import queries
from applications.models import Application
from policy import Line, rule
from workflow.deadlines import find
from workflow.deadlines.foreseeing import foresee


def _line(case: Application, key: str) -> Line:
    return rule(key, area=case.area_code, on=case.policy_on)


def _today(form: Any) -> date:
    return timezone.localdate(form.now)


def papers(application: Application) -> list[dict[str, Any]]:
    """The region's list with what has come, then what has come beside it."""
    brought = {row.code: row for row in application.materials.all()}
    wanted, missing = queries.required(application), set(queries.missing(application))
    listed = [*wanted, *(code for code in brought if code not in wanted)]
    return [
        {
            "label": queries.label_of(code),
            "brought": code in brought,
            "required": code in missing,
            "note": brought[code].get_form_display() if code in brought else "",
            "url": "",
        }
        for code in listed
        if code in brought or code in missing
    ]


def grounds(application: Application, on: date, brought: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Label and article of the grounds that the data bear out on the day."""
    found = queries.find_grounds(application, on, brought)
    return [(queries.GROUND_LABELS[ground.code], ground.article) for ground in found]


def checked(form: Any) -> dict[str, Any]:
    """Papers and grounds, which acceptance and review weigh alike."""
    return {"papers": papers(form.case), "grounds": grounds(form.case, _today(form))}


def accept(form: Any) -> dict[str, Any]:
    case, today = form.case, _today(form)
    review, conclusion = _line(case, "applications.material_review"), _line(case, "assessment.conclusion_delivery")
    return checked(form) | {
        "review_due": foresee("material_review", today, review),
        "conclusion_due": foresee("conclusion_delivery", today, conclusion),
    }


def request_supplement(form: Any) -> dict[str, Any]:
    line = _line(form.case, "applications.supplement")
    return {"until": foresee("supplement", _today(form), line), "basis": line.basis, "citation": line.citation}


def supplement(form: Any) -> dict[str, Any]:
    return {"limit": find(form.case.matter, "supplement"), "back_to": form.case.supplement_from}


BRIEFS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "applications.accept": accept,
    "applications.approve": checked,
    "applications.refuse": checked,
    "applications.request_supplement": request_supplement,
    "applications.supplement": supplement,
}
