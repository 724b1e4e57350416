from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from applications.briefs import BRIEFS
from applications.forms import FORMS
from documents.previewing import preview_of_act
from workflow.pages import act_page


@signed_in
def act(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The page of one act of an application; who may do it is the act's own rule."""
    return act_page(
        request, model="applications.Application", forms=FORMS, briefs=BRIEFS, name=f"applications.{verb}", pk=pk
    )


@signed_in
@require_POST
def preview(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The letters that the act would issue, as a PDF of no effect."""
    return preview_of_act(request, model="applications.Application", forms=FORMS, name=f"applications.{verb}", pk=pk)
