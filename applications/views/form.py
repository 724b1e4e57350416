from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from applications.acts.print_form import print_form as make
from applications.models import Application
from workflow.refusal import Refusal


@signed_in
@require_POST
def print_form(request: DeskRequest, pk: UUID, kind: str = "application_form") -> HttpResponse:
    """Make the filled form, or lead to the one that was made before."""
    case = Application.objects.visible_to(request.actor).filter(pk=pk).first()
    if case is None:
        raise Http404
    try:
        letter = make(case=case, by=request.actor, now=timezone.now(), form=kind)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("matter", case.matter)
    return redirect(letter.url)
