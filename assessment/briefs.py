"""What the page of an act shows before somebody decides: the record, the bodies, the days that would follow."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.crypto import mask_id_number, mask_name
from applications.rules.grounds import months_after
from assessment import disputes, panels, permissions
from assessment.acts.order_examination import WAITING
from assessment.acts.record_visit import evidence_label
from assessment.models import Assessment, Panel
from assessment.rules.periods import benefit_from
from documents.models import Letter
from policy import Line, rule
from policy.words import shown
from workflow.deadlines.foreseeing import foresee, foresee_extended
from workflow.models import Deadline


def _line(case: Any, key: str) -> Line:
    return rule(key, area=case.area_code, on=case.policy_on)


def _today(form: Any) -> date:
    return timezone.localdate(form.now)


def record(form: Any) -> dict[str, Any]:
    """What was seen and scored. Opinions of other experts are no part of it: who is asked decides alone."""
    case: Assessment = form.case
    return {
        "members": list(case.members.select_related("user")),
        "evidence": [evidence_label(code) for code in case.evidence],
        "sheets": sheets(case),
        "computed": f"{case.computed_level} 级 {case.scale.levels[case.computed_level or 0]}",
        "experts_min": _line(case, "assessment.confirm.experts_min").value,
    }


def propose(form: Any) -> dict[str, Any]:
    return record(form) | {"panels": panels.seen(form.case), "examinations": list(form.case.examinations.all())}


def form_panel(form: Any) -> dict[str, Any]:
    """How many experts the panel needs, or whether one more decides; what the panels before came to."""
    case: Assessment = form.case
    seen = panels.seen(case)
    split = bool(seen) and seen[-1].panel.outcome == Panel.Outcome.SPLIT
    to_panel = _line(case, "assessment.disagreement").value == panels.PANEL
    least = max(_line(case, "assessment.panel_min").value, _line(case, "assessment.confirm.experts_min").value)
    return {
        "panels": seen,
        "least": least,
        "assumed": _line(case, "assessment.panel_min").basis == "assumed",
        "odd": _line(case, "assessment.panel_odd").value,
        "deciding": bool(seen) and (seen[-1].panel.decides if seen[-1].open else split and not to_panel),
        "replacing": bool(seen) and seen[-1].open,
    }


def vote(form: Any) -> dict[str, Any]:
    return propose(form)


def examinations(form: Any) -> dict[str, Any]:
    """What was ordered and found before; whether the clocks wait for it."""
    case: Assessment = form.case
    pauses = _line(case, "assessment.examination_pauses")
    limits = Deadline.objects.of(case.matter).live().filter(kind__in=WAITING)
    return {"examinations": list(case.examinations.all()), "pauses": pauses.value, "limits_running": list(limits)}


def appoint_video(form: Any) -> dict[str, Any]:
    """What was appointed before, by when the conclusion is due, and which papers are still to be shown."""
    case: Assessment = form.case
    held = set(case.application.materials.values_list("code", flat=True))
    wanted = _line(case, "assessment.online_requires").value
    return {
        "appointment": case.appointments.last(),
        "due": Deadline.objects.of(case.matter).live().filter(kind="conclusion_delivery").first(),
        "lacking": [evidence_label(code) for code in wanted if code not in held],
    }


def sheets(case: Assessment) -> list[dict[str, Any]]:
    """The three scales as they were filled: each item with its points and the words of the standard for them."""
    scores: Any = case.scores
    if not scores:
        return []
    return [
        {
            "dimension": dimension,
            "items": [
                (item, score, next((option.text for option in item.options if option.score == score), ""))
                for item, score in zip(dimension.items, scores[dimension.key], strict=True)
            ],
        }
        for dimension in case.scale.dimensions
    ]


def refer(form: Any) -> dict[str, Any]:
    line = _line(form.case, "assessment.committee_opinion")
    due = foresee("committee_opinion", _today(form), line) if line.value is not None else None
    return {"due": due, "parcel": shown(_line(form.case, "assessment.committee_materials"))}


def publish(form: Any) -> dict[str, Any]:
    person, line = form.case.application.person, _line(form.case, "assessment.notice")
    return {
        "masked_name": mask_name(person.name),
        "masked_id": mask_id_number(person.id_number),
        "closes_on": foresee("notice", _today(form), line),
        "length": shown(line),
        "places": _line(form.case, "assessment.notice.places").value,
    }


def conclude(form: Any) -> dict[str, Any]:
    """What the letter would say of level, validity and benefit if it were issued today."""
    case, today = form.case, _today(form)
    qualifies = case.level in _line(case, "assessment.eligible_levels").value
    validity, starts = _line(case, "assessment.validity").value, _line(case, "care.benefit_start").value
    return {
        "qualifies": qualifies,
        "valid_until": months_after(today, validity) if qualifies and validity is not None else None,
        "benefit_from": benefit_from(today, starts) if qualifies else None,
        "issuer": _line(case, "assessment.issuer_label").value,
        "deliverers": [str(post.label) for post in permissions.delivering(case)],
    }


def deliver(form: Any) -> dict[str, Any]:
    kinds = Q(kind="conclusion") | Q(kind="review_conclusion")
    return {"letter": Letter.objects.of_case(form.case.pk).filter(kinds).last()}


def extend(form: Any) -> dict[str, Any]:
    """Each limit that would move: from which day to which."""
    terms, today = _line(form.case, "assessment.extension").value, _today(form)
    running = Deadline.objects.of(form.case.matter).live().filter(kind__in=terms["limits"], extension_days=0)
    moved = [limit for limit in running if limit.due_on >= today]
    return {"days": terms["days"], "moved": [(limit, foresee_extended(limit, terms["days"])) for limit in moved]}


def settle_report(form: Any) -> dict[str, Any]:
    """What was reported, and by whom: the reviewer enquires into it."""
    return {"report": disputes.unsettled(form.case)}


BRIEFS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "assessment.appoint_video": appoint_video,
    "assessment.refer": refer,
    "assessment.form_panel": form_panel,
    "assessment.vote": vote,
    "assessment.propose": propose,
    "assessment.confirm": record,
    "assessment.disagree": record,
    "assessment.publish": publish,
    "assessment.conclude": conclude,
    "assessment.deliver": deliver,
    "assessment.extend": extend,
    "assessment.settle_report": settle_report,
    "assessment.order_examination": examinations,
    "assessment.record_examination": examinations,
}
