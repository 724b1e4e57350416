"""My work list: what my posts may take next, due first."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from ltci.worklist import LAST_PAGE, PAGE, WorkList
from workflow.models import Notification

FEW = 5  # reminders shown above the list; the rest stand on their own page


@signed_in
def desk(request: DeskRequest) -> HttpResponse:
    """Due first, 50 to a page; counters of the same list. Who holds no post sees one's own matters instead."""
    if not request.actor.seats:
        return redirect("my")
    today = timezone.localdate()
    page = _page(request.GET.get("page", ""))
    mine = WorkList(request.actor, today)
    rows, more = mine.page(page)
    context = {
        "rows": rows,
        "counts": mine.counts(),
        "today": today,
        "next": f"?page={page + 1}" if more else "",
        "previous": f"?page={page - 1}" if page > 1 else "",
        "page_size": PAGE,
        "reminders": list(Notification.objects.for_actor(request.actor).unread()[:FEW]),
    }
    return render(request, "desk/desk.html", context)


def _page(given: str) -> int:
    """The page that was asked for, the first where the address was tampered with."""
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 1
    return min(max(1, number), LAST_PAGE)
