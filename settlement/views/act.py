from uuid import UUID

from django.http import Http404, HttpResponse

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from settlement.briefs import BRIEFS
from settlement.forms import BY_FILE, FORMS
from workflow.pages import act_page


@signed_in
def act(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The page of one act of a batch; who may do it is the act's own rule."""
    name = f"settlement.{verb}"
    if name in BY_FILE:
        raise Http404
    return act_page(request, model="settlement.ClaimBatch", forms=FORMS, briefs=BRIEFS, name=name, pk=pk)
