"""The roster of a provider: who serves, changes with old and new, trainings, workbooks. D7, C9."""

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import Organisation
from accounts.posts import Post
from documents import workbooks
from providers import staffing
from providers.acts import staff as roster
from providers.acts.import_staff import import_staff
from providers.forms import staff as forms
from providers.models import RosterChange, StaffMember
from providers.rules.staff import STAFF
from workflow.forms import point_out
from workflow.refusal import Code, Refusal

PAGE, SHOWN, SOON = 50, 200, timedelta(days=90)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = (Post.PROVIDER_MANAGER, Post.AGREEMENT_OFFICER, Post.SUPERVISOR, Post.INSPECTOR)
LABELS = {**{name: column.head for column in STAFF.columns for name in (column.name,)}, "ends_on": "离岗日期"}
YES_NO = {True: "是", False: "否", None: "—", "": "—"}


def _mine(request: DeskRequest) -> Any:
    held = [seat.organisation_id for seat in request.actor.seats if seat.post == Post.PROVIDER_MANAGER]
    return Organisation.objects.filter(pk__in=held).order_by("name")


@access(*READERS)
def staff(request: DeskRequest) -> HttpResponse:
    """Those of the reader's organisation, or of the agency's area; the manager also sees what is missing today."""
    today = timezone.localdate()
    rows = StaffMember.objects.visible_to(request.actor).select_related("organisation")
    form = forms.StaffFilter(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    if said.get("kind"):
        rows = rows.filter(kind=said["kind"])
    if said.get("state") == "ending":
        rows = rows.filter(state="active", certificate_until__gte=today, certificate_until__lte=today + SOON)
    elif said.get("state"):
        rows = rows.filter(state=said["state"])
    if said.get("name"):
        rows = rows.filter(name=said["name"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form, "page": page, "today": today, "said": said, "mine": request.actor.holds(Post.PROVIDER_MANAGER),
        "standing": [_standing(row, today) for row in _mine(request)],
        "open": RosterChange.objects.visible_to(request.actor).filter(state="proposed").count(),
    }  # fmt: skip
    return render(request, "providers/staff.html", context)


def _standing(organisation: Organisation, today: Any) -> dict[str, Any]:
    severe, carers, wrong = staffing.per_carer(organisation.pk, organisation.area_id, today)
    return {
        "organisation": organisation, "carers": carers, "severe": severe,
        "lacking": [*roster.lacking_now(organisation, today), *([wrong.message] if wrong else [])],
    }  # fmt: skip


@access(Post.PROVIDER_MANAGER)
def add(request: DeskRequest) -> HttpResponse:
    """Propose a new person for the roster."""
    organisation = _mine(request).first()
    form = forms.AddForm(request.POST or None)
    refusal, status = None, 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        try:
            roster.propose_add(organisation=organisation, by=request.actor, now=timezone.now(), **form.cleaned_data)
            messages.success(request, f"已申报 {form.cleaned_data['name']}，等待经办机构审核。")
            return redirect("providers:staff_changes")
        except Refusal as refused:
            refusal, status = refused, 422
            point_out(form, refusal)
    context = {"form": form, "refusal": refusal, "organisation": organisation}
    return render(request, "providers/staff_add.html", context, status=status)


@access(*READERS)
def member(request: DeskRequest, pk: int) -> HttpResponse:
    """One person with trainings and changes; for the manager the forms of what may be proposed."""
    row = StaffMember.objects.visible_to(request.actor).select_related("organisation").filter(pk=pk).first()
    if row is None:
        raise Http404
    what = request.POST.get("what", "")
    initial = {name: getattr(row, name) for name in forms.AlterForm.base_fields}
    said = {
        "alter": forms.AlterForm(request.POST if what == "alter" else None, initial=initial, auto_id="alter_%s"),
        "leave": forms.LeaveForm(request.POST if what == "leave" else None, auto_id="leave_%s"),
        "training": forms.TrainingForm(request.POST if what == "training" else None, auto_id="training_%s"),
    }
    refusal, status = None, 200
    if request.method == "POST":
        form = said.get(what)
        if form is None or not request.actor.seat((Post.PROVIDER_MANAGER,), row.organisation_id):
            raise Http404
        status = 422
        if form.is_valid():
            try:
                _propose(request, row, what, form.cleaned_data)
                messages.success(request, "已登记。" if what == "training" else "已申报，等待经办机构审核。")
                return redirect("providers:member", pk)
            except Refusal as refused:
                refusal, status = refused, 422 if refused.code == Code.INVALID_INPUT else 409
                point_out(form, refusal)
    context = {
        **said, "row": row, "refusal": refusal, "today": timezone.localdate(),
        "mine": request.actor.seat((Post.PROVIDER_MANAGER,), row.organisation_id) is not None,
        "trainings": row.trainings.all(), "changes": row.changes.select_related("proposed_by", "decided_by"),
    }  # fmt: skip
    return render(request, "providers/member.html", context, status=status)


def _propose(request: DeskRequest, row: StaffMember, what: str, said: dict[str, Any]) -> None:
    common: dict[str, Any] = {"member": row, "by": request.actor, "now": timezone.now()}
    work = {"alter": roster.propose_alter, "leave": roster.propose_leave, "training": roster.record_training}
    work[what](**common, **said)


@access(*READERS)
def changes(request: DeskRequest) -> HttpResponse:
    """Proposed and decided changes."""
    rows = RosterChange.objects.visible_to(request.actor).select_related("organisation", "proposed_by")
    form = forms.ChangeFilter(request.GET or None)
    said = form.cleaned_data if form.is_valid() else {}
    if said.get("state"):
        rows = rows.filter(state=said["state"])
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "providers/staff_changes.html", {"form": form, "page": page, "said": said})


@access(*READERS)
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """One change, old beside new; for the officer the decision."""
    rows = RosterChange.objects.visible_to(request.actor).select_related("organisation", "member", "proposed_by")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    form = forms.CheckForm(request.POST or None)
    refusal, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            _decide(request, row, form.cleaned_data["reason"])
            return redirect("providers:staff_changes")
        except Refusal as refused:
            refusal, status = refused, 422 if refused.code == Code.INVALID_INPUT else 409
            point_out(form, refusal)
    context = {
        "row": row, "form": form, "refusal": refusal, "lines": _lines(row),
        "may_check": request.actor.holds(Post.AGREEMENT_OFFICER),
    }  # fmt: skip
    return render(request, "providers/staff_change.html", context, status=status)


def _decide(request: DeskRequest, row: RosterChange, reason: str) -> None:
    match request.POST.get("decision"):
        case "approve":
            _, missing = roster.approve(change=row, by=request.actor, now=timezone.now())
            messages.success(request, "已通过。")
            for told in missing:
                messages.warning(request, f"该机构人员配备不符合要求：{told}")
        case "return":
            roster.send_back(change=row, reason=reason, by=request.actor, now=timezone.now())
            messages.success(request, "已退回。")
        case _:
            raise Http404


def _lines(row: RosterChange) -> list[tuple[str, Any, Any]]:
    """(what, old, new); the number only by its last digits."""

    def shown(name: str, value: Any) -> Any:
        if name == "id_number" and value:
            return f"**************{str(value)[-4:]}"
        if name == "kind":
            return dict(StaffMember.Kind.choices).get(value, value or "—")
        return YES_NO[value] if isinstance(value, bool) or value in (None, "") else value

    return [
        (LABELS.get(name, name), shown(name, row.before.get(name)) if row.before else "—", shown(name, value))
        for name, value in row.after.items()
    ]


@access(Post.PROVIDER_MANAGER)
@require_safe
def template(request: DeskRequest) -> HttpResponse:
    response = HttpResponse(workbooks.blank(STAFF), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{STAFF.title}.xlsx')}"
    return response


@access(Post.PROVIDER_MANAGER)
def upload(request: DeskRequest) -> HttpResponse:
    """Check a workbook and propose everybody in it; `check` only looks. The marked copy is in the page."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.ImportForm(*sent, organisations=_mine(request))
    context: dict[str, Any] = {"form": form, "template": STAFF}
    if not form.is_valid():
        return render(request, "providers/staff_import.html", context, status=422 if form.is_bound else 200)
    file, dry = form.cleaned_data["file"], "check" in request.POST
    content = file.read()
    try:
        report = import_staff(
            content=content, name=file.name, organisation=form.cleaned_data["organisation"], by=request.actor,
            now=timezone.now(), dry_run=dry,
        )  # fmt: skip
    except Refusal as refusal:
        point_out(form, refusal)
        return render(request, "providers/staff_import.html", context | {"refusal": refusal}, status=422)
    if not report.faults and not dry:
        messages.success(request, f"已申报 {len(report.proposed)} 人，等待经办机构审核。")
        return redirect("providers:staff_changes")
    context |= {"report": report, "faults": report.faults[:SHOWN]}
    if report.faults:
        copy = workbooks.marked(STAFF, content, report.faults)
        context["copy"] = f"data:{XLSX};base64,{base64.b64encode(copy).decode()}"
    return render(request, "providers/staff_import.html", context, status=422 if report.faults else 200)
