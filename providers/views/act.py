from uuid import UUID

from django.http import HttpResponse

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
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
