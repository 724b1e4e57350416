"""What a person sees of one's own: the matters, what happens next, and where to apply."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.posts import Post
from applications.models import Application
from applications.states import OPEN as APPLICATION_OPEN
from applications.states import State as ApplicationState
from assessment.models import Assessment
from assessment.states import OPEN as ASSESSMENT_OPEN
from care.models import Benefit
from enrolment.models import Person
from ltci import next_step, waiting
from providers.models import Designation

# While a matter is in one of these states there is no second application for the same person.
GOING_ON = frozenset({*APPLICATION_OPEN, ApplicationState.APPROVED, *ASSESSMENT_OPEN}) - {ApplicationState.DRAFT}


@access(Post.APPLICANT)
def my(request: DeskRequest) -> HttpResponse:
    """My matters, the newest first, and the people for whom I may apply."""
    rows = list(Application.objects.own(request.actor).select_related("person", "agency").order_by("-created_at"))
    latest = {
        row.matter: row for row in Assessment.objects.filter(matter__in=[r.matter for r in rows]).order_by("created_at")
    }
    benefits = {row.matter: row for row in Benefit.objects.filter(matter__in=[r.matter for r in rows])}
    matters: list[dict[str, Any]] = []
    for row in rows:
        standing = next_step.standing(row, latest.get(row.matter))
        now_said, then_said = next_step.plainly(standing, next_step.open_limits(row.matter))
        matters.append(
            {
                "application": row,
                "standing": standing,
                "now_said": now_said,
                "then_said": then_said,
                "benefit": benefits.get(row.matter),
            }
        )
    linked = list(Person.objects.filter(user_id=request.actor.user_id, died_on__isnull=True).order_by("name"))
    busy = {row["application"].person_id for row in matters if row["standing"].state in GOING_ON}
    context = {
        "matters": matters,
        "linked": linked,
        "people": [person for person in linked if person.pk not in busy],
        "today": timezone.localdate(),
        # Who sits on the panel of a designation without holding a post finds it here.
        "reviews": list(
            Designation.objects.filter(waiting.reviewing(request.actor.user_id)).select_related("organisation")
        ),
    }
    return render(request, "desk/my.html", context)
