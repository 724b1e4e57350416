from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from applications.models import Application
from assessment.briefs import BRIEFS
from assessment.forms import FORMS
from documents.previewing import preview_of_act
from workflow.pages import act_page


@signed_in
def act(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The page of one act of an assessment; who may do it is the act's own rule."""
    return act_page(
        request, model="assessment.Assessment", forms=FORMS, briefs=BRIEFS, name=f"assessment.{verb}", pk=pk
    )


@signed_in
def dispatch(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Dispatch opens an assessment out of an application, so its page hangs on the application."""
    if not Application.objects.visible_to(request.actor).filter(pk=pk).exists():
        raise Http404
    return act_page(
        request, model="applications.Application", forms=FORMS, briefs=BRIEFS, name="assessment.dispatch", pk=pk
    )


@signed_in
@require_POST
def preview(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The letters that the act would issue, as a PDF of no effect."""
    return preview_of_act(request, model="assessment.Assessment", forms=FORMS, name=f"assessment.{verb}", pk=pk)


@signed_in
@require_POST
def preview_dispatch(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The order that a dispatch would issue."""
    return preview_of_act(request, model="applications.Application", forms=FORMS, name="assessment.dispatch", pk=pk)
