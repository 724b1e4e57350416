from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from documents.previewing import preview_of_act
from providers.briefs import BRIEFS
from providers.forms import FORMS
from workflow.pages import act_page


@signed_in
def act(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The page of one act of a designation; who may do it is the act's own rule."""
    return act_page(request, model="providers.Designation", forms=FORMS, briefs=BRIEFS, name=f"providers.{verb}", pk=pk)


@signed_in
def agreement_act(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The page of one act of an agreement."""
    return act_page(request, model="providers.Agreement", forms=FORMS, briefs=BRIEFS, name=f"providers.{verb}", pk=pk)


@signed_in
@require_POST
def preview(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The letters that the act of a designation would issue, as a PDF of no effect."""
    return preview_of_act(request, model="providers.Designation", forms=FORMS, name=f"providers.{verb}", pk=pk)


@signed_in
@require_POST
def preview_agreement(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The letters that the act of an agreement would issue."""
    return preview_of_act(request, model="providers.Agreement", forms=FORMS, name=f"providers.{verb}", pk=pk)
