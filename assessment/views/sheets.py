from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from assessment.acts.print_sheets import print_sheets
from assessment.models import Assessment
from workflow.refusal import Refusal


@signed_in
@require_POST
def sheets(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Make the filled scales, or lead to those that were made before."""
    case = Assessment.objects.visible_to(request.actor).filter(pk=pk).first()
    if case is None:
        raise Http404
    try:
        letter = print_sheets(case=case, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("matter", case.matter)
    return redirect(letter.url)
