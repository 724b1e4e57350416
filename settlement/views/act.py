from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from documents.previewing import preview_of_act
from settlement.briefs import BRIEFS
from settlement.forms import ELSEWHERE, FORMS
from workflow.pages import act_page


@signed_in
def act(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The page of one act of a batch; who may do it is the act's own rule."""
    name = f"settlement.{verb}"
    if name in ELSEWHERE:
        raise Http404
    return act_page(request, model="settlement.ClaimBatch", forms=FORMS, briefs=BRIEFS, name=name, pk=pk)


@signed_in
@require_POST
def preview(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The statement that the payment would issue, as a PDF of no effect."""
    return preview_of_act(request, model="settlement.ClaimBatch", forms=FORMS, name=f"settlement.{verb}", pk=pk)
