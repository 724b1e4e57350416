"""The application form, at the counter and online: checklist and grounds are found while it is being filled in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.posts import Post
from applications import briefs, queries
from applications.acts import submit
from applications.acts.drafting import draft
from applications.forms import ApplicationForm
from applications.models import Application
from enrolment.models import Person
from workflow import acts
from workflow.refusal import Code, Refusal

ONLINE = Application.Channel.ONLINE


@access(Post.INTAKE_CLERK, Post.HANDLER_CLERK)
def new(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Register an application at the counter for a person of the register."""
    person = Person.objects.visible_to(request.actor).filter(pk=person_id).first()
    if person is None:
        raise Http404
    return application_page(request, person, Application.Channel.COUNTER)


@access(Post.APPLICANT)
def apply(request: DeskRequest, person_id: UUID) -> HttpResponse:
    """Apply online for the person linked to one's own account: as that person, guardian or agent."""
    person = Person.objects.filter(pk=person_id, user_id=request.actor.user_id).first()
    if person is None:
        raise Http404
    return application_page(request, person, ONLINE)


def application_page(request: DeskRequest, person: Person, channel: str) -> HttpResponse:
    """GET an empty form with the checklist; POST submits. `check` and htmx look again without submitting."""
    now = timezone.now()
    try:
        case = draft(person=person, now=now, channel=channel)
    except Refusal as refusal:
        return render(request, "applications/new.html", {"person": person, "refusal": refusal}, status=409)
    case.applicant_user_id = request.actor.user_id if channel == ONLINE else None
    given = request.POST if request.method == "POST" else None
    closed = acts.why_not("applications.submit", case=case, by=request.actor, now=now) if given is None else None
    if closed is not None:
        context = {"person": person, "refusal": closed, "online": channel == ONLINE}
        return render(request, "applications/new.html", context, status=409)
    form = ApplicationForm(given, instance=case, today=timezone.localdate(now), initial=_initial(person, channel))
    if channel != ONLINE and person.address:
        form.fields["residence"].help_text = f"档案中为 {person.masked_address}，相同则留空。"
    if given is None or not form.is_valid() or _only_looks(request):
        status = 422 if given is not None and form.errors and not request.headers.get("HX-Request") else 200
        return _page(request, person, form, None, status)
    return _submit(request, person, form, given)


def _only_looks(request: DeskRequest) -> bool:
    return "check" in request.POST or bool(request.headers.get("HX-Request"))


def _submit(request: DeskRequest, person: Person, form: ApplicationForm, given: QueryDict) -> HttpResponse:
    materials = form.cleaned_data["materials"]
    try:
        done = submit(
            case=form.instance,
            by=request.actor,
            now=timezone.now(),
            key=given.get("request_key") or None,
            materials=materials,
            forms=form.material_forms(materials),
            self_scale=form.self_scale(),
        )
    except Refusal as refusal:
        return _page(request, person, form, refusal, 422 if refusal.code == Code.INVALID_INPUT else 409)
    messages.success(request, "申请已提交。")
    return redirect("matter", done.case.matter)


def _initial(person: Person, channel: str) -> dict[str, Any]:
    """One's own address stands in one's own form; at the counter it stays masked, and left empty the file's holds."""
    residence = person.address if channel == ONLINE else ""
    return {"residence": residence, "applicant_kind": "self", "kind": "initial"}


def _page(
    request: DeskRequest, person: Person, form: ApplicationForm, refusal: Refusal | None, status: int
) -> HttpResponse:
    case = form.instance
    brought = set(form["materials"].value() or [])
    case.self_grade = form.self_grade()
    context = {
        "person": person,
        "form": form,
        "refusal": refusal,
        "case": case,
        "online": case.channel == ONLINE,
        "missing": [queries.label_of(code) for code in queries.missing(case, brought)],
        "grounds": briefs.grounds(case, form.today, brought),
        "self_terms": form.self_terms(),
    }
    template = "applications/findings.html" if request.headers.get("HX-Request") else "applications/new.html"
    return render(request, template, context, status=status)
