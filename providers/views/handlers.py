"""Handlers: tenders, contracts, evaluations; the agency's side sees them and the handler its own. T1–T3."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from accounts.posts import Post
from policy.words import word
from providers.acts import contracts, evaluations
from providers.handler_forms import BidFormSet, ContractForm, DecisionForm, EvaluationForm, TenderForm
from providers.models import HandlerContract, HandlerEvaluation, Tender
from providers.models.handler import AGENCY_SIDE, HANDLER_SIDE
from providers.rules import handler_fee
from workflow.forms import point_out
from workflow.models import JournalEntry
from workflow.refusal import Refusal

PAGE = 50
LABELS = {
    "providers.record_tender": "登记招标结果",
    "providers.propose_contract": "拟订合同",
    "providers.approve_contract": "审核通过",
    "providers.return_contract": "退回",
    "providers.terminate_contract": "解除",
    "providers.evaluate_handler": "考核",
    "providers.confirm_evaluation": "确认考核",
    "providers.return_evaluation": "退回考核",
}


def _agency(request: DeskRequest) -> Organisation:
    """The agency whose agreements the reader keeps."""
    seat = request.actor.seat((Post.AGREEMENT_OFFICER,))
    assert seat is not None and seat.organisation_id is not None  # the page is for this post
    return Organisation.objects.get(pk=seat.organisation_id)


@access(*AGENCY_SIDE, *HANDLER_SIDE)
def handlers(request: DeskRequest) -> HttpResponse:
    """The contracts; for the officer also the tenders that no contract has followed yet."""
    today = timezone.localdate()
    rows = HandlerContract.objects.visible_to(request.actor).select_related("agency", "handler")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    waiting: list[Tender] = []
    if request.actor.holds(Post.AGREEMENT_OFFICER):
        open_ones = Tender.objects.filter(agency=_agency(request), contracts=None)
        waiting = list(open_ones.prefetch_related("bids__bidder")[:PAGE])
    context = {"page": page, "today": today, "waiting": waiting, "officer": request.actor.holds(Post.AGREEMENT_OFFICER)}
    return render(request, "providers/handlers.html", context)


@access(Post.AGREEMENT_OFFICER)
def tender(request: DeskRequest) -> HttpResponse:
    """Record how a handler was chosen."""
    agency, now = _agency(request), timezone.now()
    form = TenderForm(request.POST or None)
    bids = BidFormSet(request.POST or None, prefix="bid", form_kwargs={"agency": agency, "on": timezone.localdate(now)})
    refusal = None
    if request.method == "POST" and form.is_valid() and bids.is_valid():
        given = [bid for bid in (row.bid() for row in bids.forms) if bid is not None]
        try:
            contracts.record_tender(agency=agency, bids=given, by=request.actor, now=now, **form.cleaned_data)
            messages.success(request, "已登记招标结果，可以拟订合同。")
            return redirect("providers:handlers")
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    context = {"form": form, "bids": bids, "refusal": refusal}
    return render(request, "providers/tender.html", context, status=422 if form.is_bound else 200)


@access(Post.AGREEMENT_OFFICER)
def draw_up(request: DeskRequest, pk: int) -> HttpResponse:
    """Draw up the contract with the winner of a tender."""
    agency, now = _agency(request), timezone.now()
    chosen = Tender.objects.filter(agency=agency, pk=pk).first()
    if chosen is None:
        raise Http404
    form = ContractForm(request.POST or None, agency=agency, on=timezone.localdate(now))
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            row = contracts.propose(tender=chosen, by=request.actor, now=now, **form.facts())
            messages.success(request, "合同已拟订，等待负责人审核。")
            return redirect("providers:contract", row.pk)
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    holdback = contracts.terms(agency, "holdback", timezone.localdate(now))
    winner = chosen.bids.select_related("bidder").get(won=True).bidder
    context = {"form": form, "refusal": refusal, "tender": chosen, "winner": winner, "holdback": holdback}
    return render(request, "providers/draw_up.html", context, status=422 if form.is_bound else 200)


@access(*AGENCY_SIDE, *HANDLER_SIDE)
def contract(request: DeskRequest, pk: int) -> HttpResponse:
    """One contract with its years; for the supervisor what is to be decided of it."""
    row = _contract(request, pk)
    form, refusal = DecisionForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, row, form.cleaned_data["reason"])
            messages.success(request, "已办理。")
            return redirect("providers:contract", pk)
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    context = _told(request, row) | {"form": form, "refusal": refusal}
    return render(request, "providers/contract.html", context, status=409 if refusal else 200)


def _contract(request: DeskRequest, pk: int) -> HandlerContract:
    rows = HandlerContract.objects.visible_to(request.actor).select_related("agency", "handler", "tender")
    standing = HandlerEvaluation.objects.select_related("proposed_by", "decided_by")
    row = rows.prefetch_related(Prefetch("evaluations", queryset=standing)).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _told(request: DeskRequest, row: HandlerContract) -> dict[str, Any]:
    today = timezone.localdate()
    names = {str(held.pk) for held in row.evaluations.all()}
    entries = JournalEntry.objects.filter(case_kind="providers.handlercontract", case_id=str(row.pk)).order_by("id")
    later = JournalEntry.objects.filter(case_kind="providers.handlerevaluation", case_id__in=names).order_by("id")
    line = contracts.terms(row.agency, "tasks", row.starts_on)
    return {
        "row": row,
        "today": today,
        "line": line,
        "tasks": [word("handler_tasks", code) for code in row.tasks],
        "not_listed": [word("handler_tasks", code) for code in line.value if code not in row.tasks],
        "evaluations": list(row.evaluations.all()),
        "entries": [(entry, LABELS.get(entry.act, entry.act)) for entry in (*entries, *later)],
        "supervisor": request.actor.seat((Post.SUPERVISOR,), row.agency_id) is not None,
        "officer": request.actor.seat((Post.AGREEMENT_OFFICER,), row.agency_id) is not None,
        "open_years": _open_years(row),
    }


def _open_years(row: HandlerContract) -> list[handler_fee.Year]:
    """Contract years that are over and have no evaluation that stands."""
    if row.state not in (HandlerContract.State.IN_FORCE, HandlerContract.State.TERMINATED):
        return []
    done = {held.year for held in row.evaluations.all() if held.state != HandlerEvaluation.State.RETURNED}
    today = timezone.localdate()
    return [
        year for year in handler_fee.years(row.starts_on, row.ends_on) if year.until < today and year.number not in done
    ]


def _decide(request: DeskRequest, row: HandlerContract, reason: str) -> None:
    """The button that was pressed names the act, with the number of the evaluation where it is one's."""
    word_, _, number = str(request.POST.get("decision", "")).partition("-")
    common: dict[str, Any] = {"by": request.actor, "now": timezone.now()}
    held = next((one for one in row.evaluations.all() if str(one.pk) == number), None)
    match word_, held:
        case "approve", None:
            contracts.approve(contract=row, **common)
        case "return", None:
            contracts.send_back(contract=row, reason=reason, **common)
        case "terminate", None:
            contracts.terminate(contract=row, reason=reason, **common)
        case "confirm", HandlerEvaluation():
            evaluations.confirm(evaluation=held, **common)
        case "reject", HandlerEvaluation():
            evaluations.send_back(evaluation=held, reason=reason, **common)
        case _:
            raise Http404


@access(Post.AGREEMENT_OFFICER)
def evaluate(request: DeskRequest, pk: int) -> HttpResponse:
    """Evaluate a contract year that is over."""
    row = _contract(request, pk)
    years = _open_years(row)
    form, refusal = EvaluationForm(request.POST or None, contract=row, years=years), None
    if request.method == "POST" and form.is_valid():
        try:
            done = evaluations.evaluate(contract=row, by=request.actor, now=timezone.now(), **form.inputs())
            messages.success(
                request, f"已考核：{done.total} 分，{'合格' if done.passed else '不合格'}，等待负责人确认。"
            )
            return redirect("providers:contract", pk)
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    context = {"row": row, "form": form, "refusal": refusal, "years": years}
    return render(request, "providers/evaluate.html", context, status=422 if form.is_bound else 200)
