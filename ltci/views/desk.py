"""My work list: what my posts may take next, due first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from ltci.worklist import PAGE, counts, items


@signed_in
def desk(request: DeskRequest) -> HttpResponse:
    """Due first, 50 to a page; counters of the same list."""
    today = timezone.localdate()
    number = request.GET.get("page", "1")
    page = max(1, int(number)) if number.isdigit() else 1
    rows, more = items(request.actor, page)
    context = {
        "rows": rows,
        "counts": counts(request.actor, today),
        "today": today,
        "next": f"?page={page + 1}" if more else "",
        "previous": f"?page={page - 1}" if page > 1 else "",
        "page_size": PAGE,
    }
    return render(request, "desk/desk.html", context)
