"""The case page: one matter with its story, papers, deadlines, letters and next acts."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from applications import queries as application_queries
from applications.models import Application
from assessment import queries as assessment_queries
from assessment.models import Assessment
from documents.models import Letter
from ltci.presenting import next_acts, papers, story
from workflow.models import Deadline, JournalEntry


@signed_in
def matter(request: DeskRequest, pk: UUID) -> HttpResponse:
    application = (
        Application.objects.visible_to(request.actor)
        .select_related("person", "agency", "accepted_by", "decided_by")
        .prefetch_related("materials")
        .filter(matter=pk)
        .first()
    )
    if application is None:
        raise Http404
    now = timezone.now()
    assessment = assessment_queries.current(pk)
    seen = assessment if assessment and _sees(request, assessment) else None
    context = {
        "application": application,
        "assessment": seen,
        "members": list(seen.members.select_related("user")) if seen else [],
        "opinions": list(seen.opinions.select_related("expert")) if seen else [],
        "story": story(JournalEntry.objects.filter(matter=pk).order_by("id")),
        "deadlines": Deadline.objects.filter(matter=pk).order_by("due_on", "starts_on"),
        "letters": Letter.objects.of_matter(pk),
        "papers": papers(application),
        "grounds": _grounds(application, timezone.localdate(now)),
        "acts": next_acts(application, assessment, request.actor, now),
        "today": timezone.localdate(now),
        "form_url": reverse("documents:forms"),
    }
    return render(request, "desk/matter.html", context)


def _sees(request: DeskRequest, assessment: Assessment) -> bool:
    return Assessment.objects.visible_to(request.actor).filter(pk=assessment.pk).exists()


def _grounds(application: Application, today: Any) -> list[tuple[str, str]]:
    """Grounds found now while the application can still be refused, else those that were found then."""
    if application.state in ("submitted", "accepted"):
        found = application_queries.find_grounds(application, today)
        return [(application_queries.GROUND_LABELS[ground.code], ground.article) for ground in found]
    rows = [application_queries.listed_ground(application, code) for code in application.grounds]
    return [(application_queries.GROUND_LABELS[row["ground"]], row["article"]) for row in rows if row]
