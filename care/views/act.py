from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from care.briefs import BRIEFS, checked
from care.forms import FORMS
from care.forms.planning import PlanForm
from care.models import Benefit
from care.permissions import planning
from documents.previewing import preview_of_act
from workflow.pages import act_page


@signed_in
def act(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The page of one act of a benefit; who may do it is the act's own rule."""
    return act_page(request, model="care.Benefit", forms=FORMS, briefs=BRIEFS, name=f"care.{verb}", pk=pk)


@signed_in
@require_POST
def preview(request: DeskRequest, pk: UUID, verb: str) -> HttpResponse:
    """The letters that the act would issue, as a PDF of no effect."""
    return preview_of_act(request, model="care.Benefit", forms=FORMS, name=f"care.{verb}", pk=pk)


@signed_in
@require_POST
def check_plan(request: DeskRequest, pk: UUID) -> HttpResponse:
    """What is wrong with a plan while it is being filled in, and its week; changes nothing."""
    case = Benefit.objects.visible_to(request.actor).select_related(*Benefit.READ_WITH).filter(pk=pk).first()
    if case is None or case.seats(request.actor, planning(case)) is None:
        raise Http404
    form = PlanForm(request.POST, case=case, by=request.actor, now=timezone.now())
    return render(request, "care/plan_check.html", checked(form))
