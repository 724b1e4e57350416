"""What my posts should know of limits: soon due, overdue, not done by the clock; read once, kept as a list."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from workflow.models import Notification

PAGE = 50


@signed_in
def reminders(request: DeskRequest) -> HttpResponse:
    """Those not read yet, the newest first; `?read=1` shows the ones already read."""
    read = request.GET.get("read") == "1"
    mine = Notification.objects.for_actor(request.actor)
    rows = mine.filter(read_at__isnull=False) if read else mine.unread()
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "rows": list(page), "read": read}
    return render(request, "workflow/reminders.html", context)


@signed_in
@require_POST
def mark_read(request: DeskRequest) -> HttpResponse:
    """Put those that were ticked aside; a second press, or a colleague's, changes nothing more."""
    asked = [int(given) for given in request.POST.getlist("reminder") if given.isascii() and given.isdigit()][:PAGE]
    rows = Notification.objects.for_actor(request.actor).unread().filter(pk__in=asked)
    done = rows.update(read_at=timezone.now())
    messages.success(request, f"已把 {done} 条提醒标为已读。" if done else "没有选中未读的提醒。")
    return redirect("workflow:reminders")
