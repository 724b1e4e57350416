"""The day book of assessment fees, and what is to be paid back. A18."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Case, DecimalField, F, Sum, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.posts import Post
from assessment.models import Assessment, Fee, FeeEntry

PAGE = 50
READERS = (Post.COMMITTEE_SECRETARY, Post.INTAKE_CLERK, Post.SUPERVISOR)


class DaysForm(forms.Form):
    since = forms.DateField(label="自", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def days(self, today: date) -> tuple[date, date]:
        """This month where nothing, or nothing that is a day, was asked."""
        said = self.cleaned_data if self.is_valid() else {}
        return said.get("since") or today.replace(day=1), said.get("until") or today


@access(*READERS)
def fees(request: DeskRequest) -> HttpResponse:
    """Each movement of the days asked, their sums, and the refunds that are due."""
    today = timezone.localdate()
    form = DaysForm(request.GET or None)
    since, until = form.days(today)
    mine = Assessment.objects.visible_to(request.actor)
    entries = FeeEntry.objects.filter(fee__assessment__in=mine, day__gte=since, day__lte=until)
    money: Any = DecimalField(max_digits=14, decimal_places=2)
    sums = entries.aggregate(
        taken=Sum(Case(When(kind="prepayment", then=F("amount")), default=Decimal(0), output_field=money)),
        given=Sum(Case(When(kind="refund", then=F("amount")), default=Decimal(0), output_field=money)),
    )
    page = Paginator(entries.select_related("fee__assessment__application__person", "by").order_by("-day", "-id"), PAGE)
    due = Fee.objects.visible_to(request.actor).filter(state=Fee.State.REFUND_DUE)
    context = {
        "form": form,
        "since": since,
        "until": until,
        "page": page.get_page(request.GET.get("page")),
        "taken": sums["taken"] or Decimal(0),
        "given": sums["given"] or Decimal(0),
        "due": list(due.select_related("assessment__application__person").order_by("bearer_on", "pk")[:PAGE]),
    }
    return render(request, "assessment/fees.html", context)
