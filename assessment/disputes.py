"""What the acts of a dispute ask of a case: is a review due, who took part the first time, is the notice still open."""

from datetime import date

from django.db.models import Q

from assessment.models import Assessment, Objection, Opinion, PanelMember, VisitMember
from policy import rule
from workflow import deadlines

WITHIN_NOTICE = "within_notice"
# What opens a review, and a report that nobody has looked into yet.
REVIEW = Q(kind=Objection.Kind.REQUEST) | Q(borne_out=True)
UNSETTLED = Q(kind=Objection.Kind.REPORT, settled_at__isnull=True)


def review_due(assessment: Assessment) -> bool:
    """A report was borne out, or the person asked for a review: the next dispatch opens it."""
    return assessment.objections.filter(REVIEW).exists()


def unsettled(assessment: Assessment) -> Objection | None:
    """The oldest report that has not been looked into yet."""
    return assessment.objections.filter(UNSETTLED).first()


def unresolved(assessment: Assessment) -> bool:
    """A review is due, or a report still to be looked into."""
    return assessment.objections.filter(REVIEW | UNSETTLED).exists()


def notice_open(assessment: Assessment, on: date) -> bool:
    limit = deadlines.find(assessment.matter, "notice")
    return limit is not None and limit.state == "running" and limit.due_on >= on


def first_people(assessment: Assessment) -> set[int]:
    """Those who visited, voted or gave an opinion in the assessment that this one reviews; they must stay away."""
    if assessment.kind != Assessment.Kind.REVIEW or assessment.follows_id is None:
        return set()
    visited = VisitMember.objects.filter(assessment_id=assessment.follows_id).values_list("user_id", flat=True)
    spoke = Opinion.objects.filter(assessment_id=assessment.follows_id).values_list("expert_id", flat=True)
    judged = PanelMember.objects.filter(panel__assessment_id=assessment.follows_id, voted_at__isnull=False)
    return {*visited, *spoke, *judged.values_list("expert_id", flat=True)}


def reported_already(assessment: Assessment, id_number: str) -> bool:
    """Whether somebody of that number has reported on this conclusion; a handful of rows, sealed, read one by one."""
    rows = assessment.objections.filter(kind=Objection.Kind.REPORT)
    return any(row.id_number == id_number for row in rows)


def asks_within_notice(assessment: Assessment) -> bool:
    """Whether the person's own request belongs in the notice period: 新疆第八条（一）5; 乌鲁木齐第十三条."""
    line = rule("assessment.review_request", area=assessment.area_code, on=assessment.policy_on)
    return assessment.published_at is not None and line.value == WITHIN_NOTICE
