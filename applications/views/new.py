from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.posts import Post
from applications import queries
from applications.acts import submit
from applications.acts.drafting import draft
from applications.forms import ApplicationForm, material_choices
from applications.models import Application
from enrolment.models import Person
from workflow.refusal import Code, Refusal


@access(Post.INTAKE_CLERK)
def new(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Register an application at the counter for a person of the register."""
    person = Person.objects.visible_to(request.actor).filter(pk=person_id).first()
    if person is None:
        raise Http404
    return application_page(request, person, Application.Channel.COUNTER)


def application_page(request: DeskRequest, person: Person, channel: str) -> HttpResponse:
    """GET an empty form with the checklist; POST submits. `check=1` looks again without submitting."""
    now = timezone.now()
    try:
        case = draft(person=person, now=now, channel=channel)
    except Refusal as refusal:
        return render(request, "applications/new.html", {"person": person, "refusal": refusal}, status=409)
    case.created_at, case.applicant_user_id = now, request.actor.user_id if channel == "online" else None
    given = request.POST if request.method == "POST" else None
    form = ApplicationForm(given, instance=case, today=timezone.localdate(now), initial=_initial(person))
    form.fields["materials"].choices = material_choices(case)  # type: ignore[attr-defined]
    if given is None:
        return _page(request, person, form, None, 200)
    if not form.is_valid():
        return _page(request, person, form, None, 422)
    if "check" in given:
        return _page(request, person, form, None, 200)
    try:
        done = submit(
            case=form.instance,
            by=request.actor,
            now=now,
            key=given.get("request_key") or None,
            materials=form.cleaned_data["materials"],
            self_scale=form.self_scale(),
        )
    except Refusal as refusal:
        return _page(request, person, form, refusal, 422 if refusal.code == Code.INVALID_INPUT else 409)
    messages.success(request, "申请已提交。")
    return redirect("matter", done.case.matter)


def _initial(person: Person) -> dict[str, Any]:
    return {"residence": person.address, "applicant_kind": "self", "kind": "initial"}


def _page(
    request: DeskRequest, person: Person, form: ApplicationForm, refusal: Refusal | None, status: int
) -> HttpResponse:
    case, today = form.instance, form.today
    brought = set(form["materials"].value() or [])
    context = {
        "person": person,
        "form": form,
        "refusal": refusal,
        "case": case,
        "missing": [queries.label_of(code) for code in queries.missing(case, brought)],
        "grounds": [
            (queries.GROUND_LABELS[found.code], found.article) for found in queries.find_grounds(case, today, brought)
        ],
    }
    template = "applications/findings.html" if request.headers.get("HX-Request") else "applications/new.html"
    return render(request, template, context, status=status)
