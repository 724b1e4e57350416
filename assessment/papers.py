"""Evidence of an assessment: who may add what when, and who opens it. A7, A8.

新疆第八条（一）1; 乌鲁木齐第九条（二）、（三）; 宁夏第十五条（一）; 黑龙江第八条（一）、（二）.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.actors import Actor, Seat
from accounts.posts import Kind, Post
from assessment.acts.record_visit import EVIDENCE, evidence_label
from assessment.models import Assessment
from assessment.models.assessment import BODY_POSTS, COMMITTEE_POSTS
from assessment.states import JUDGED, State
from policy import rule

SIGNED = {"signed_sheets": "签字的评估表", "identity_check": "身份核验记录"}
EXAMINATION = {"examination_result": "检查诊断结果"}
COLLECTING = (State.ASSIGNED, State.VISITED)


class AssessmentPapers:
    """`documents.paper_access.PaperRules` for assessments; all of it shows a person's health or home."""

    medical = frozenset({*EVIDENCE, *SIGNED, *EXAMINATION})

    def case(self, pk: UUID, actor: Actor) -> Assessment | None:
        return Assessment.objects.visible_to(actor).select_related("application__person").filter(pk=pk).first()

    def addable(self, case: Assessment, actor: Actor) -> Mapping[str, str]:
        """The body's people until a conclusion is proposed or referred; the committee what a hospital found."""
        if case.state in COLLECTING and case.seats(actor, BODY_POSTS) is not None:
            return {**EVIDENCE, **SIGNED, **online_papers(case)}
        if case.state in JUDGED and case.seats(actor, (Post.COMMITTEE_SECRETARY,)) is not None:
            return dict(EXAMINATION)
        return {}

    def sees(self, case: Assessment, actor: Actor) -> bool:
        """Agency, body and committee of the case; not the person, whose copy is asked for at the counter."""
        return self.seat(case, actor) is not None

    def seat(self, case: Assessment, actor: Actor) -> Seat | None:
        for seat in actor.seats:
            here = {Kind.BODY: case.body_id, Kind.COMMITTEE: case.committee_id}.get(Kind(seat.kind))
            if seat.post in BODY_POSTS | COMMITTEE_POSTS and seat.organisation_id == here:
                return seat
        return next((seat for seat in actor.seats if seat.kind == Kind.AGENCY and seat.post in LOOKING), None)

    def added(self, case: Assessment, code: str, actor: Actor, now: datetime) -> None:
        """A file of evidence is no act of the case: the visit says on what it rests."""


LOOKING = frozenset({Post.REVIEWER, Post.DISPATCHER, Post.SUPERVISOR, Post.ARCHIVIST, Post.INSPECTOR})


def online_papers(case: Assessment) -> dict[str, str]:
    """The papers that an online assessment must have, with their names; none on site."""
    if case.means != Assessment.Means.ONLINE:
        return {}
    wanted = rule("assessment.online_requires", area=case.area_code, on=case.policy_on).value
    return {code: evidence_label(code) for code in wanted}


def evidence_files(case: Any) -> dict[str, int]:
    """How many files lie with the assessment, by code of evidence; one query."""
    from documents.models import PaperFile

    found: dict[str, int] = {}
    for code in PaperFile.objects.of_case(case.pk).values_list("code", flat=True):
        found[code] = found.get(code, 0) + 1
    return found
