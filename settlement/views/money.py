"""Payer's pages: orders, payment file, the bank's answers, reconciliation; payees; the books with their closing."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from accounts.posts import Kind, Post
from settlement import bank, books, payees, permissions
from settlement.forms import CallbackForm, CloseForm, PayeeForm, TransferForm
from settlement.models import Account, ClosedMonth, Payee, Payment, Voucher
from settlement.partitions import following
from workflow.forms import point_out
from workflow.refusal import Refusal

PAGE = 50


def agency_of(request: DeskRequest, *posts: Post) -> Organisation:
    """The agency in which the actor holds one of the posts; 404 without one."""
    seat = request.actor.seat(posts)
    if seat is None or seat.organisation_id is None:
        raise Http404
    return Organisation.objects.select_related("area").get(pk=seat.organisation_id)


def _month(request: DeskRequest) -> date:
    given = request.GET.get("month", "")
    try:
        return date.fromisoformat(f"{given}-01")
    except ValueError:
        return timezone.localdate().replace(day=1)


@access(Post.PAYER, Post.SUPERVISOR, Post.INSPECTOR)
def payments(request: DeskRequest) -> HttpResponse:
    """The orders of a month and whether bank and books agree."""
    agency, month = agency_of(request, Post.PAYER, Post.SUPERVISOR, Post.INSPECTOR), _month(request)
    last = date.fromordinal(following(month).toordinal() - 1)
    rows = Payment.objects.visible_to(request.actor).filter(day__gte=month, day__lte=last, batch__agency=agency)
    page = Paginator(rows.select_related("batch__provider").order_by("-id"), PAGE).get_page(request.GET.get("page"))
    found = bank.reconcile(agency, month, last)
    states = dict(Payment.State.choices)
    context = {
        "page": page, "month": month, "found": found, "form": CallbackForm(),
        "by_state": [{**row, "label": states[str(row["state"])]} for row in found.by_state],
        "waiting": bank.instructed(agency).count(), "payer": request.actor.holds(Post.PAYER),
    }  # fmt: skip
    return render(request, "settlement/payments.html", context)


@access(Post.PAYER)
@require_POST
def payment_file(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    content = bank.payment_file(agency=agency_of(request, Post.PAYER), by=request.actor, now=now)
    name = f"payments-{timezone.localtime(now):%Y%m%d%H%M}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@access(Post.PAYER)
@require_POST
def answers(request: DeskRequest) -> HttpResponse:
    """Take the bank's file; each row is told by itself."""
    agency, form = agency_of(request, Post.PAYER), CallbackForm(request.POST, request.FILES)
    context: dict[str, Any] = {"form": form}
    if not form.is_valid():
        return render(request, "settlement/answers.html", context, status=422)
    try:
        content = form.cleaned_data["file"].read(bank.LARGEST + 1)
        told = bank.take_answers(agency=agency, content=content, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        point_out(form, refusal)
        return render(request, "settlement/answers.html", context | {"refusal": refusal}, status=422)
    return render(request, "settlement/answers.html", context | {"told": told, "bad": sum(not row.ok for row in told)})


@access(*payees.ENTERING)
def payee_list(request: DeskRequest) -> HttpResponse:
    """Accounts of the bodies and providers of the area; entering one more."""
    places = Organisation.objects.visible_to(request.actor).filter(kind__in=(Kind.BODY, Kind.PROVIDER, Kind.HANDLER))
    form = PayeeForm(request.POST) if request.method == "POST" else PayeeForm()
    refusal = None
    if request.method == "POST" and form.is_valid():
        place = places.filter(pk=form.cleaned_data["organisation"]).first()
        if place is None:
            raise Http404
        said = {name: form.cleaned_data[name] for name in ("holder", "bank", "account")}
        try:
            payees.enter(organisation=place, by=request.actor, now=timezone.now(), **said)
        except Refusal as refused:
            refusal = refused
            point_out(form, refused)
        else:
            messages.success(request, "已登记，须由另一人确认后生效。")
            return redirect("settlement:payees")
    held = Payee.objects.filter(organisation__in=places).select_related("organisation", "entered_by", "confirmed_by")
    page = Paginator(held, PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "refusal": refusal, "page": page, "places": places.order_by("name")[:500]}
    return render(request, "settlement/payees.html", context, status=422 if form.is_bound else 200)


@access(*payees.ENTERING)
@require_POST
def confirm_payee(request: DeskRequest, pk: int) -> HttpResponse:
    places = Organisation.objects.visible_to(request.actor)
    payee = Payee.objects.filter(pk=pk, organisation__in=places).select_related("organisation").first()
    if payee is None:
        raise Http404
    try:
        payees.confirm(payee=payee, by=request.actor, now=timezone.now())
        messages.success(request, "已确认，今后的拨付使用这个账户。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("settlement:payees")


@access(*permissions.BOOK_READERS)
def ledger(request: DeskRequest) -> HttpResponse:
    """Balances and vouchers of a month; the supervisor moves money between the accounts and closes months."""
    agency, month = agency_of(request, *permissions.BOOK_READERS), _month(request)
    last = date.fromordinal(following(month).toordinal() - 1)
    labels, held = dict(Account.choices), books.balances(agency, last)
    rows = Voucher.objects.visible_to(request.actor).filter(agency=agency, day__gte=month, day__lte=last)
    page = Paginator(rows.prefetch_related("legs__party").order_by("id"), PAGE).get_page(request.GET.get("page"))
    context = {
        "month": month, "page": page, "vouchers": page.object_list,
        "balances": [(labels[code], fen) for code, fen in sorted(held.items(), key=lambda one: list(labels).index(one[0]))],
        "closed": ClosedMonth.objects.filter(agency=agency).order_by("-month").first(),
        "supervisor": request.actor.holds(Post.SUPERVISOR), "close_form": CloseForm(), "transfer_form": TransferForm(),
        "has_expenditure": books.cash(agency, last) == Account.EXPENDITURE,
    }  # fmt: skip
    return render(request, "settlement/books.html", context)


@access(Post.SUPERVISOR)
@require_POST
def close_month(request: DeskRequest) -> HttpResponse:
    agency, form = agency_of(request, Post.SUPERVISOR), CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择要结账的月份。")
        return redirect("settlement:books")
    try:
        row = books.close(agency=agency, month=form.cleaned_data["month"], by=request.actor, now=timezone.now())
        messages.success(request, f"{row.month:%Y年%m月}已结账。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("settlement:books")


@access(Post.SUPERVISOR)
@require_POST
def move_money(request: DeskRequest) -> HttpResponse:
    agency, form, now = agency_of(request, Post.SUPERVISOR), TransferForm(request.POST), timezone.now()
    if not form.is_valid():
        messages.error(request, "划拨须填写转入账户、金额和摘要。")
        return redirect("settlement:books")
    said, today = form.cleaned_data, timezone.localdate(now)
    try:
        books.transfer(
            agency=agency,
            fen=int(said["amount"] * 100),
            into=said["into"],
            text=said["text"],
            by=request.actor,
            now=now,
            day=today,
        )
        messages.success(request, "已记账。")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("settlement:books")
