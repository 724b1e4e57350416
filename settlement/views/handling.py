"""The fees of a handler's contract, year by year; for who keeps the contract what falls due of them. T2, T3."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.posts import Post
from documents.models import Letter
from providers.acts.contracts import terms
from providers.models import HandlerContract
from providers.models.handler import AGENCY_SIDE, HANDLER_SIDE
from settlement import handler_fees, opening
from settlement.forms import FeeForm
from settlement.handler_fees import YearOfFee
from settlement.models import ClaimBatch, HandlerFee
from settlement.states import State
from settlement.tasks import screen
from workflow.forms import point_out
from workflow.refusal import Refusal

RELEASE = "release-"


@access(*AGENCY_SIDE, *HANDLER_SIDE)
def fees(request: DeskRequest, pk: int) -> HttpResponse:
    """Who sees the contract sees its fees; the buttons are for the officer of the agreement."""
    rows = HandlerContract.objects.visible_to(request.actor).select_related("agency__area", "handler")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    found = handler_fees.years(row)
    officer = request.actor.seat((Post.AGREEMENT_OFFICER,), row.agency_id) is not None
    form = FeeForm(request.POST if "year" in request.POST else None, contract=row, years=_begun(row, found))
    refusal, status = None, 422 if form.is_bound else 200
    if request.method == "POST":
        if not officer:
            raise Http404
        try:
            done = _open(request, row, form)
        except Refusal as refused:
            refusal, status = refused, 422 if form.is_bound else 409
            if form.is_bound:
                point_out(form, refusal)
        else:
            if done is not None:
                screen.delay_on_commit(str(done.pk))
                messages.success(request, "已开立，等待费用初审。")
                return redirect("settlement:batch", done.pk)
    said = {"opening": refusal} if form.is_bound else {"releasing": refusal}
    context = _told(request, row, found) | {"form": form, "officer": officer, **said}
    return render(request, "settlement/handler_fees.html", context, status=status)


def _open(request: DeskRequest, row: HandlerContract, form: FeeForm) -> ClaimBatch | None:
    """The batch that the pressed button opens; None where the form has to be mended."""
    common: dict[str, Any] = {
        "contract": row, "by": request.actor, "now": timezone.now(), "key": request.POST.get("request_key") or None,
    }  # fmt: skip
    pressed = str(request.POST.get("decision", ""))
    if pressed.startswith(RELEASE):
        number = pressed.removeprefix(RELEASE)
        if not (number.isascii() and number.isdigit() and len(number) < 4):
            raise Http404
        return opening.begin("settlement.release_holdback", year=int(number), **common).case  # type: ignore[no-any-return]
    if not form.is_valid():
        return None
    return opening.begin("settlement.open_fee", **form.inputs(), **common).case  # type: ignore[no-any-return]


def _begun(row: HandlerContract, found: Iterable[YearOfFee]) -> list[YearOfFee]:
    """Years of which something may fall due."""
    today = timezone.localdate()
    if row.state not in opening.LIVE:
        return []
    return [one for one in found if one.year.since <= today and one.released is None]


def _told(request: DeskRequest, row: HandlerContract, found: list[YearOfFee]) -> dict[str, Any]:
    rows = HandlerFee.objects.filter(contract=row).exclude(batch__state=State.VOID).select_related("batch")
    fees = list(rows.order_by("id"))
    letters: dict[Any, list[Letter]] = {}
    for letter in Letter.objects.filter(case_id__in=[fee.batch_id for fee in fees], kind="settlement_statement").defer(
        "facts"
    ):
        letters.setdefault(letter.case_id, []).append(letter)
    return {
        "row": row,
        "years": found,
        "begun": _begun(row, found),
        "fees": [(fee, letters.get(fee.batch_id, [])) for fee in fees],
        "agency_side": request.actor.seat(tuple(AGENCY_SIDE)) is not None,
        "line": terms(row.agency, "fee_bases", row.starts_on),
        "held": terms(row.agency, "holdback", row.starts_on),
    }
