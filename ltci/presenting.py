"""What the case page shows of journal, papers and acts: words for people, no rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.actors import Actor
from accounts.posts import Post
from applications import queries as application_queries
from applications.models import Application
from applications.states import State as ApplicationState
from assessment.models import Assessment
from assessment.states import State as AssessmentState
from workflow import acts
from workflow.models import JournalEntry
from workflow.refusal import Code, Refusal

STATE_LABELS: dict[str, str] = {
    **{state.value: str(state.label) for state in ApplicationState},
    **{state.value: str(state.label) for state in AssessmentState},
}
# Acts that end a matter stand last and are marked, so that nobody presses them for the next step.
ENDING = frozenset(
    {"applications.refuse", "applications.withdraw", "assessment.cancel", "assessment.decline", "assessment.disagree"}
)
QUIET = frozenset({Code.NOT_PERMITTED.value, Code.WRONG_STATE.value})


@dataclass(frozen=True)
class StoryLine:
    at: datetime
    actor_name: str
    post_label: str
    organisation_name: str
    act_label: str
    old_label: str
    new_label: str
    reason: str
    citation: str


@dataclass(frozen=True)
class NextAct:
    label: str
    url: str
    refusal: Refusal | None
    main: bool
    danger: bool


def story(entries: Iterable[JournalEntry]) -> list[StoryLine]:
    return [
        StoryLine(
            at=entry.at,
            actor_name=entry.actor_name,
            post_label=str(Post(entry.post).label) if entry.post in Post.values else "",
            organisation_name=entry.organisation_name,
            act_label=acts.registry[entry.act].label if entry.act in acts.registry else entry.act,
            old_label=STATE_LABELS.get(entry.old_state, entry.old_state),
            new_label=STATE_LABELS.get(entry.new_state, entry.new_state),
            reason=entry.reason,
            citation=entry.citation,
        )
        for entry in entries
    ]


def papers(application: Application) -> list[dict[str, Any]]:
    """The region's list with what has come, then what has come beside it."""
    brought = {row.code: row for row in application.materials.all()}
    wanted, missing = application_queries.required(application), set(application_queries.missing(application))
    listed = [*wanted, *(code for code in brought if code not in wanted)]
    return [
        {
            "label": application_queries.label_of(code),
            "brought": code in brought,
            "required": code in missing,
            "note": brought[code].get_form_display() if code in brought else "",
            "url": "",
        }
        for code in listed
        if code in brought or code in missing
    ]


def next_acts(application: Application, assessment: Assessment | None, by: Actor, now: datetime) -> list[NextAct]:
    """Acts that the actor's posts have on this matter, open ones first, each closed one with its reason."""
    rows = [*_rows(application, by, now), *(_rows(assessment, by, now) if assessment is not None else [])]
    rows = [row for row in rows if row.refusal is None or row.refusal.code not in QUIET]
    rows.sort(key=lambda row: (row.refusal is not None, row.danger))
    first = next((row for row in rows if row.refusal is None and not row.danger), None)
    return [NextAct(row.label, row.url, row.refusal, row is first, row.danger) for row in rows]


def _rows(case: Any, by: Actor, now: datetime) -> list[NextAct]:
    model = f"{case._meta.app_label}.{case._meta.object_name}"
    return [
        NextAct(
            row.label, _url(row, case), acts.why_not(row.name, case=case, by=by, now=now), False, row.name in ENDING
        )
        for row in acts.acts_of(model)
        if row.verb != "submit"
    ]


def _url(row: acts.Act, case: Any) -> str:
    if row.name == "assessment.dispatch":
        return reverse("assessment:dispatch", args=[case.pk])
    return reverse(f"{row.name.split('.')[0]}:act", args=[case.pk, row.verb])
