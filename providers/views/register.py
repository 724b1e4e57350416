"""The register of assessors and experts: the list, a proposal, one engagement and what is decided of it. A19."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from accounts.posts import Post
from providers import queries
from providers.acts import engagement as register
from providers.forms.register import DecisionForm, ProposalForm, RegisterFilter
from providers.models import Engagement
from providers.models.engagement import AGENCY_SIDE, BODY_SIDE
from workflow.forms import point_out
from workflow.models import JournalEntry
from workflow.refusal import Refusal

PAGE = 50
LABELS = {
    "providers.propose_engagement": "申报",
    "providers.import_roster": "批量申报",
    "providers.approve_engagement": "审核通过",
    "providers.return_engagement": "退回",
    "providers.dismiss": "解聘",
    "providers.check_yearly": "年度考核",
}


@access(*BODY_SIDE, *AGENCY_SIDE)
def engagements(request: DeskRequest) -> HttpResponse:
    """Those that the reader's organisation has, or that work in the agency's area."""
    today = timezone.localdate()
    rows = Engagement.objects.visible_to(request.actor).select_related("user", "organisation")
    form = RegisterFilter(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    if said.get("state") == "ending":
        rows = queries.ending(rows, today)
    elif said.get("state"):
        rows = rows.filter(state=said["state"])
    if said.get("name"):
        rows = rows.filter(user__name=said["name"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": today, "may_propose": request.actor.holds(*BODY_SIDE)}
    return render(request, "providers/register.html", context)


@access(*BODY_SIDE)
def propose(request: DeskRequest) -> HttpResponse:
    """Propose somebody for a term; what the rules object to is told beside the field, with the article."""
    mine = [seat.organisation_id for seat in request.actor.seats if seat.post in BODY_SIDE]
    form = ProposalForm(request.POST or None, organisations=Organisation.objects.filter(pk__in=mine))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            row = register.propose(**form.cleaned_data, by=request.actor, now=timezone.now())
            messages.success(request, f"已申报 {row.user.name}，等待经办机构审核。")
            return redirect("providers:engagement", row.pk)
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    status = 422 if form.is_bound else 200
    return render(request, "providers/propose.html", {"form": form, "refusal": refusal}, status=status)


@access(*BODY_SIDE, *AGENCY_SIDE)
def engagement(request: DeskRequest, pk: int) -> HttpResponse:
    """One engagement with what the rules find today; for the agreement officer the decisions."""
    row = Engagement.objects.visible_to(request.actor).select_related("user", "organisation").filter(pk=pk).first()
    if row is None:
        raise Http404
    today = timezone.localdate()
    form = DecisionForm(request.POST or None, area=row.organisation.area_id, on=today)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, row, form.cleaned_data)
            messages.success(request, "已办理。")
            return redirect("providers:engagement", pk)
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    entries = JournalEntry.objects.filter(case_kind="providers.engagement", case_id=str(pk)).order_by("id")
    context = {
        "row": row,
        "form": form,
        "refusal": refusal,
        "findings": register.check(row, today),
        "terms": register.terms_of(row.organisation, row.post, today),
        "entries": [(entry, LABELS.get(entry.act, entry.act)) for entry in entries],
        "may_decide": request.actor.holds(Post.AGREEMENT_OFFICER),
        "year": today.year,
        "today": today,
    }
    return render(request, "providers/engagement.html", context, status=409 if refusal else 200)


def _decide(request: DeskRequest, row: Engagement, said: dict[str, Any]) -> None:
    """The button that was pressed names the act; one that does not exist does nothing."""
    common: dict[str, Any] = {"engagement": row, "by": request.actor, "now": timezone.now()}
    match request.POST.get("decision"):
        case "approve":
            register.approve(**common)
        case "return":
            register.send_back(reason=said["reason"], **common)
        case "dismiss":
            register.dismiss(ground=said["ground"], reason=said["reason"], **common)
        case "check":
            register.check_yearly(year=timezone.localdate().year, passed=True, **common)
        case _:
            raise Http404
