from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.access import public
from accounts.actors import PUBLIC
from accounts.desk_request import DeskRequest
from accounts.throttle import too_many
from assessment.acts.report import AFTER
from assessment.forms import ReportForm
from assessment.models import PublicNotice
from workflow import acts
from workflow.forms import point_out
from workflow.refusal import Code, Refusal

ACT = "assessment.report"


@public
def report(request: DeskRequest, pk: int) -> HttpResponse:
    """Report under real name on a notice that is open; whoever is signed in reports as one of the public. A13."""
    notice = get_object_or_404(PublicNotice.objects.select_related("assessment"), pk=pk)
    now, case = timezone.now(), notice.assessment
    form = ReportForm(request.POST or None, case=case, by=PUBLIC, now=now)
    try:
        _open(notice, form)
        if request.method == "POST" and too_many(request, "report"):
            return _page(request, notice, form, None, 429, crowded=True)
        if request.method == "POST" and form.is_valid():
            key = request.POST.get("request_key") or None
            done = acts.perform(ACT, case=case, by=PUBLIC, now=now, key=key, **form.inputs())
            receipt = f"受理号 {done.entry.changed['receipt']}，请记下，凭它可以查询结果。" if done.entry else ""
            messages.success(request, f"已收到您反映的情况，经办机构将进行核实。{receipt}")
            return redirect("assessment:outcome")
    except Refusal as refusal:
        return _refused(request, notice, form, refusal)
    return _page(request, notice, form, None, 422 if form.is_bound else 200)


def _open(notice: PublicNotice, form: ReportForm) -> None:
    """What is no longer shown says no more of the case than that."""
    today = timezone.localdate(form.now)
    if not PublicNotice.objects.showing(today).filter(pk=notice.pk).exists():
        raise Refusal(*AFTER, acts.registry[ACT].article(form.case))
    refusal = acts.why_not(ACT, case=form.case, by=PUBLIC, now=form.now)
    if refusal is not None and refusal.code == Code.WRONG_STATE:
        raise Refusal(*AFTER, refusal.citation)
    if refusal is not None:
        raise refusal


def _refused(request: DeskRequest, notice: PublicNotice, form: ReportForm, refusal: Refusal) -> HttpResponse:
    if form.is_bound:
        point_out(form, refusal)
    status = 422 if refusal.code == Code.INVALID_INPUT else 409 if form.is_bound else 200
    return _page(request, notice, form, refusal, status)


def _page(
    request: DeskRequest,
    notice: PublicNotice,
    form: ReportForm,
    refusal: Refusal | None,
    status: int,
    crowded: bool = False,
) -> HttpResponse:
    closed = refusal is not None and refusal.code != Code.INVALID_INPUT
    context = {
        "notice": notice,
        "form": form,
        "refusal": refusal,
        "closed": closed,
        "crowded": crowded,
        "article": acts.registry[ACT].article(form.case),
    }
    return render(request, "public/report.html", context, status=status)
