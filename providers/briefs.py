"""What the page of an act shows before somebody decides."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from policy import Line, rule
from policy.words import shown, word
from providers import clients, queries, staffing
from providers.acts.settle_objection import unsettled
from providers.acts.sign import first_term
from providers.models import Designation
from providers.models.panel import ReviewRecord
from providers.rules.panel import passes
from workflow.deadlines.foreseeing import foresee


def _line(case: Any, name: str) -> Line:
    return rule(case.key(name), area=case.area_code, on=case.policy_on)


def materials(form: Any) -> dict[str, Any]:
    case: Designation = form.case
    held = set(case.materials)
    codes = list(dict.fromkeys([*queries.required_of(case), *case.materials]))
    papers = [{"label": queries.label_of(code), "brought": code in held, "required": True} for code in codes]
    review = foresee("designation_review", timezone.localdate(form.now), _line(case, "review"))
    return {"papers": papers, "review_due": review}


def panel(form: Any) -> dict[str, Any]:
    terms = queries.panel_terms(form.case)
    return {
        "terms": terms,
        "fields_asked": [word("fields", field) for field in terms.fields],
        "article_panel": _line(form.case, "panel_fields"),
    }


def review(form: Any) -> dict[str, Any]:
    """The records so far; of the votes only one's own, until all are in."""
    case: Designation = form.case
    mine = case.panel_now().filter(user_id=form.by.user_id).first()
    left = case.panel_now().filter(vote__isnull=True).count()
    return {
        "records": records(case),
        "mine": mine,
        "votes_left": left,
        "staffing": staffing.lacking(case, timezone.localdate(form.now)),
        "duties": _line(case, "duties"),
    }


def records(case: Designation) -> list[ReviewRecord]:
    return list(case.records.filter(round=case.round).select_related("made_by"))


def decision(form: Any) -> dict[str, Any]:
    members = queries.panel_of(form.case)
    closed = queries.votes_closed(form.case)
    return {
        "members": members if closed else [],
        "passes": passes([bool(row.vote) for row in members]) if closed else None,
        "records": records(form.case),
        "again": form.case.round > 1,
        "rectification": _line(form.case, "rectification"),
        "bar": _line(form.case, "reapplication_bar"),
    }


def publish(form: Any) -> dict[str, Any]:
    line = _line(form.case, "notice")
    return {"closes_on": foresee("designation_notice", timezone.localdate(form.now), line), "length": shown(line)}


def settlement(form: Any) -> dict[str, Any]:
    return {"objection": unsettled(form.case)}


def signing(form: Any) -> dict[str, Any]:
    today = timezone.localdate(form.now)
    return {"ends_on": first_term(form.case, today), "staffing": staffing.lacking(form.case, today)}


def ending(form: Any) -> dict[str, Any]:
    return {"served": clients.names(form.case.organisation_id, timezone.localdate(form.now))}


BRIEFS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "providers.accept": materials,
    "providers.request_supplement": materials,
    "providers.refuse": materials,
    "providers.form_panel": panel,
    "providers.record_review": review,
    "providers.decide": decision,
    "providers.publish": publish,
    "providers.settle_objection": settlement,
    "providers.sign": signing,
    "providers.suspend": ending,
    "providers.terminate": ending,
}
