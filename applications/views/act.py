from uuid import UUID

from django.http import HttpResponse

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from applications.briefs import BRIEFS
from applications.forms import FORMS
from workflow.pages import act_page


@signed_in
def act(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The page of one act of an application; who may do it is the act's own rule."""
    return act_page(
        request, model="applications.Application", forms=FORMS, briefs=BRIEFS, name=f"applications.{verb}", pk=pk
    )
