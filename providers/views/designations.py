"""Designations and agreements as lists: the organisation's own, the agency's; a new application. D2–D5, D8."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import access, signed_in
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from providers import permissions, queries
from providers.acts.drafting import draft
from providers.acts.submit import submit
from providers.forms.designation import DesignationForm
from providers.forms.lists import AgreementFilter, DesignationFilter
from providers.models import Agreement, Designation, Filing
from workflow import acts
from workflow.forms import point_out
from workflow.refusal import Code, Refusal

PAGE = 50
SOON = timedelta(days=90)


@signed_in
def designations(request: DeskRequest) -> HttpResponse:
    """What the reader may see: their organisation's, the agency's, those on whose panel they sit."""
    rows = Designation.objects.visible_to(request.actor).exclude(state="draft").select_related("organisation", "agency")
    form = DesignationFilter(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    if said.get("state"):
        rows = rows.filter(state=said["state"])
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    page = Paginator(rows.order_by("-created_at", "pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "said": said,
        "may_apply": request.actor.holds(*permissions.APPLYING),
        "may_call": request.actor.holds(*permissions.OFFICER),
    }
    return render(request, "providers/designations.html", context)


@access(*permissions.APPLYING)
def apply(request: DeskRequest) -> HttpResponse:
    """Apply for the organisation that one manages; refused at once where a bar or the call forbids it."""
    seat = request.actor.seat(permissions.APPLYING)
    organisation = Organisation.objects.filter(pk=seat.organisation_id if seat else None).first()
    if organisation is None:
        raise Http404
    now = timezone.now()
    try:
        case = draft(organisation=organisation, now=now, agency=_chosen(request, organisation))
    except Refusal as refusal:
        return render(request, "providers/apply.html", {"refusal": refusal, "closed": True}, status=409)
    if request.method != "POST":
        closed = acts.why_not("providers.submit", case=case, by=request.actor, now=now)
        if closed is not None:
            return render(request, "providers/apply.html", {"refusal": closed, "closed": True}, status=409)
    form = DesignationForm(
        request.POST or None, instance=case, organisation=organisation, today=timezone.localdate(now),
        initial={"contact_phone": organisation.phone},
    )  # fmt: skip
    refusal, status = None, 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            done = submit(
                case=form.instance, by=request.actor, now=now, key=request.POST.get("request_key") or None,
                materials=form.cleaned_data["materials"],
            )  # fmt: skip
            messages.success(request, "定点申请已提交，请上传材料的电子件。")
            return redirect("matter", done.case.matter)
        except Refusal as refused:
            refusal, status = refused, 422 if refused.code == Code.INVALID_INPUT else 409
            point_out(form, refusal)
    context = {"form": form, "refusal": refusal, "case": case, "organisation": organisation, "call": case.call}
    return render(request, "providers/apply.html", context, status=status)


def _chosen(request: DeskRequest, organisation: Organisation) -> Organisation | None:
    given = request.POST.get("agency", "")
    if not (given.isascii() and given.isdigit() and len(given) < 12):
        return None
    offered = queries.agencies_for(organisation, timezone.localdate())
    return next((row for row in offered if row.pk == int(given)), None)


@access(*permissions.LOOKING, *permissions.APPLYING)
def agreements(request: DeskRequest) -> HttpResponse:
    """Agreements by state; those that end within 90 days first on request."""
    today = timezone.localdate()
    rows = Agreement.objects.visible_to(request.actor).select_related("organisation", "agency")
    form = AgreementFilter(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    if said.get("state") == "ending":
        rows = rows.in_force(today).filter(ends_on__lte=today + SOON)
    elif said.get("state"):
        rows = rows.filter(state=said["state"])
    if said.get("name"):
        rows = rows.filter(organisation__name__contains=said["name"])
    page = Paginator(rows.order_by("ends_on", "pk"), PAGE).get_page(request.GET.get("page"))
    counts = Agreement.objects.visible_to(request.actor).aggregate(
        active=Count("pk", filter=Q(state="active", ends_on__gte=today)),
        ending=Count("pk", filter=Q(state="active", ends_on__gte=today, ends_on__lte=today + SOON)),
        suspended=Count("pk", filter=Q(state="suspended")),
    )
    context: dict[str, Any] = {"form": form, "page": page, "today": today, "counts": counts, "said": said}
    return render(request, "providers/agreements.html", context)


@access(*permissions.LOOKING)
def filings(request: DeskRequest) -> HttpResponse:
    """What has been told to the administrative department, each with its letter. D4, D5, D8."""
    rows = Filing.objects.visible_to(request.actor).select_related("organisation")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "providers/filings.html", {"page": page})
