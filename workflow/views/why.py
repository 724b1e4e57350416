from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from workflow import deadlines
from workflow.acts import case_model
from workflow.models import Deadline

COUNTED = {
    "start": "起算日",
    "counted": "计入",
    "rest": "不计",
    "paused": "暂停",
    "extension": "延期计入",
    "rolled": "顺延",
}


@signed_in
def why(request: DeskRequest, pk: int) -> HttpResponse:
    """「为什么是这一天」: every day of a deadline, what it counted as and why. Only for who may see the case."""
    deadline = Deadline.objects.filter(pk=pk).first()
    if deadline is None or not _may_see(request, deadline):
        raise Http404
    rows = [(row, COUNTED[row.counted_as]) for row in deadlines.trace(deadline)]
    context = {
        "deadline": deadline,
        "rows": rows,
        "pauses": deadline.pauses.order_by("from_day"),
        "today": timezone.localdate(),
    }
    return render(request, "workflow/why.html", context)


def _may_see(request: DeskRequest, deadline: Deadline) -> bool:
    cases: Any = case_model(deadline.case_kind)._default_manager
    return bool(cases.visible_to(request.actor).filter(pk=deadline.case_id).exists())  # type: ignore[attr-defined]
