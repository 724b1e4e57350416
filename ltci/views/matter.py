"""The case page: one matter with its story, papers, deadlines, letters and next acts."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import signed_in
from accounts.actors import Actor
from accounts.desk_request import DeskRequest
from accounts.posts import Post
from applications import briefs
from applications import queries as application_queries
from applications.acts.print_form import printable
from applications.models import Application
from applications.permissions import may_print_form
from applications.permissions import shows as form_shown
from assessment import panels
from assessment import queries as assessment_queries
from assessment.acts import archive
from assessment.models import Assessment, Fee, VideoAppointment
from assessment.permissions import SHEET_READERS, may_see_opinions
from assessment.permissions import shows as dispatch_shown
from care.models import Benefit
from care.permissions import letters_seen as care_letters
from documents.models import Letter
from ltci import next_step, presenting
from ltci.file_boxes import file_boxes
from ltci.views.organisation_matter import organisation_matter
from settlement.models import ClaimBatch
from workflow.models import Deadline, JournalEntry
from workflow.models.deadline import OPEN

# What the buttons call the forms; their full titles are as long as a line.
FORM_NAMES = {
    "application_form": "申请表",
    "power_of_attorney": "委托授权书",
    "self_assessment": "自评表",
    "undertaking": "承诺书",
}


@signed_in
def matter(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Staff see the whole case, the person whom it concerns sees it in plain words; organisations have their own."""
    application = (
        Application.objects.visible_to(request.actor)
        .select_related("person", "agency", "accepted_by", "decided_by")
        .prefetch_related("materials")
        .filter(matter=pk)
        .first()
    )
    benefit = Benefit.objects.visible_to(request.actor).select_related(*Benefit.READ_WITH).filter(matter=pk).first()
    if application is None and benefit is not None:
        # Providers and handlers have no part in the assessment: their page is the benefit's.
        return redirect("benefit", benefit.pk)
    if application is None:
        batch = ClaimBatch.objects.visible_to(request.actor).filter(matter=pk).first()
        return redirect("settlement:batch", batch.pk) if batch else organisation_matter(request, pk)
    now, assessment = timezone.now(), assessment_queries.current(pk)
    cases = _cases(application, request.actor)
    if benefit is not None:
        cases[benefit.pk] = None
    context = _common(application, assessment, set(cases), request.actor, now, benefit)
    context["earlier"] = [row for row in cases.values() if row is not None and row != assessment]
    if not request.actor.seats or application.belongs_to(request.actor):
        now_said, then_said = next_step.plainly(context["standing"], next_step.open_limits(pk))
        return render(request, "desk/my_matter.html", context | {"now_said": now_said, "then_said": then_said})
    seen = assessment if assessment and assessment.pk in cases else None
    staff = _for_staff(application, seen, set(cases), request.actor, now, context["letters"])
    return render(request, "desk/matter.html", context | staff)


def _cases(application: Application, by: Actor) -> dict[UUID, Assessment | None]:
    """The cases of the matter that the reader may see, assessments in their order.

    Of two bodies, the first sent it back, none sees the other's.
    """
    found = Assessment.objects.visible_to(by).filter(matter=application.matter).select_related("body")
    return {application.pk: None} | {row.pk: row for row in found.order_by("created_at")}


def _letters(application: Application, cases: set[UUID], by: Actor) -> list[Letter]:
    rows = Letter.objects.of_matter(application.matter).filter(case_id__in=cases)
    rows = rows.exclude(~care_letters(by), case_kind=Benefit.kind_name())
    return [row for row in rows if form_shown(row.kind, application, by) and dispatch_shown(row.kind, by)]


def _common(
    application: Application,
    assessment: Assessment | None,
    cases: set[UUID],
    by: Actor,
    now: datetime,
    benefit: Benefit | None,
) -> dict[str, Any]:
    acts = presenting.next_acts(application, assessment, by, now, benefit)
    letters = _letters(application, cases, by)
    return {
        "application": application,
        "benefit": benefit,
        "standing": next_step.standing(application, assessment),
        "acts": [row for row in acts if not row.aside],
        "mine": any(row.main for row in acts),
        "other_acts": [row for row in acts if row.aside],
        "letters": letters,
        "may_print": _printable(application, letters) if may_print_form(application, by) else [],
        "papers": briefs.papers(application),
        "today": timezone.localdate(now),
        "appointment": _appointment(assessment) if assessment and assessment.pk in cases else None,
        "file_boxes": file_boxes(application, assessment if assessment and assessment.pk in cases else None, by),
    }


def _appointment(assessment: Assessment) -> VideoAppointment | None:
    if assessment.means != Assessment.Means.ONLINE:
        return None
    return assessment.appointments.prefetch_related("assessors").last()


def _printable(application: Application, letters: list[Letter]) -> list[tuple[str, str]]:
    """The forms that can still be filled out of the application, with their names."""
    made = {row.kind for row in letters}
    return [(form, FORM_NAMES[form]) for form in printable(application) if form not in made]


def _for_staff(
    application: Application,
    seen: Assessment | None,
    cases: set[UUID],
    by: Actor,
    now: datetime,
    letters: list[Letter],
) -> dict[str, Any]:
    of_matter = Deadline.objects.filter(matter=application.matter, case_id__in=cases)
    limits = list(of_matter.order_by("due_on", "starts_on"))
    written = JournalEntry.objects.filter(matter=application.matter, case_id__in=[str(pk) for pk in cases])
    entries = list(written.order_by("id"))
    opinions = list(seen.opinions.select_related("expert")) if seen else []
    if seen and opinions and not may_see_opinions(seen, by):
        entries = presenting.without_opinions(entries)
        opinions = [row for row in opinions if row.round < seen.proposal_round]
    return {
        "assessment": seen,
        "level_text": f"{seen.level} 级 {seen.level_name}" if seen and seen.level is not None else "",
        "members": list(seen.members.select_related("user")) if seen else [],
        "opinions": opinions,
        "examinations": list(seen.examinations.all()) if seen and seen.seats(by, SHEET_READERS) else [],
        "panels": panels.seen(seen) if seen and seen.committee_id else [],
        "story": presenting.story(reversed(entries)),
        "limits": [limit for limit in limits if limit.state in OPEN],
        "past_limits": [limit for limit in limits if limit.state not in OPEN],
        "grounds": _grounds(application, timezone.localdate(now)),
        "waiting": next_step.waiting(application, seen, now),
        "may_archive": archive.seat_of(application, by) is not None and archive.closed(application),
        "fee": Fee.objects.filter(assessment=seen).first() if seen else None,
        # By this number a body claims the fee.
        "numbered": seen is not None and seen.seats(by, (Post.BODY_MANAGER,)) is not None,
        "may_print_sheets": seen is not None
        and seen.visited_at is not None
        and seen.seats(by, SHEET_READERS) is not None
        and not any(row.kind == "scale_sheets" and row.case_id == seen.pk for row in letters),
    }


def _grounds(application: Application, today: date) -> list[tuple[str, str]]:
    """Grounds found now while the application can still be refused, else those that were found then."""
    if application.state in ("submitted", "accepted"):
        return briefs.grounds(application, today)
    rows = [application_queries.listed_ground(application, code) for code in application.grounds]
    return [(application_queries.GROUND_LABELS[row["ground"]], row["article"]) for row in rows if row]
