from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import Area
from accounts.posts import Post
from enrolment import queries
from enrolment.acts import register as registering
from enrolment.acts.unmask import FIELDS, unmask
from enrolment.forms import PersonForm, SearchForm, UnmaskForm
from enrolment.models import Person
from workflow.forms import point_out, version_of
from workflow.models import JournalEntry
from workflow.refusal import Code, Refusal

PAGE = 50
LABELS = {
    "enrolment.register": "登记",
    "enrolment.change": "修改",
    "enrolment.unmask": "查看完整信息",
    "enrolment.import": "导入",
}
READERS = (
    Post.INTAKE_CLERK,
    Post.REVIEWER,
    Post.DISPATCHER,
    Post.SUPERVISOR,
    Post.INSPECTOR,
    Post.ARCHIVIST,
    Post.HANDLER_CLERK,
)
WRITERS = (Post.INTAKE_CLERK, Post.REVIEWER, Post.SUPERVISOR)


@access(*READERS)
def people(request: DeskRequest) -> HttpResponse:
    """Search the register; nothing is listed before something is asked."""
    form = SearchForm(request.GET or None)
    text = request.GET.get("q", "").strip()
    page = Paginator(queries.search(request.actor, text), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "text": text, "page": page, "rows": page.object_list, "today": timezone.localdate()}
    context["many"] = page.paginator.count >= queries.MOST
    return render(request, "enrolment/people.html", context)


@access(*WRITERS)
def register(request: DeskRequest) -> HttpResponse:
    form = PersonForm(_sent(request))
    if request.method != "POST" or not form.is_valid():
        return render(request, "enrolment/register.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        person = registering.register(
            by=request.actor, now=timezone.now(), key=request.POST.get("request_key"), **form.data_for_act()
        )
    except Refusal as refusal:
        point_out(form, refusal)
        return render(request, "enrolment/register.html", {"form": form, "refusal": refusal}, status=_status(refusal))
    messages.success(request, f"{person.name} 已登记。")
    return redirect("enrolment:person", person.pk)


@access(*READERS)
def person(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The person's file, masked; with the matters of the person."""
    found = _person(request, pk)
    context = {
        "person": found,
        "applications": found.applications.visible_to(request.actor).order_by("-created_at"),
        "unmask_form": UnmaskForm(),
        "area_name": Area.objects.filter(code=found.area_code).values_list("name", flat=True).first() or "",
        "entries": [(entry, LABELS.get(entry.act, entry.act)) for entry in _entries(pk)],
        "may_change": request.actor.holds(*WRITERS),
        "may_apply": request.actor.holds(Post.INTAKE_CLERK),
        "today": timezone.localdate(),
    }
    return render(request, "enrolment/person.html", context)


@access(*WRITERS)
def change(request: DeskRequest, pk: UUID) -> HttpResponse:
    found = _person(request, pk)
    form = PersonForm(_sent(request), instance=found)
    context = {"form": form, "pk": pk, "name": found.name, "version": found.version}
    if request.method != "POST" or not form.is_valid():
        return render(request, "enrolment/change.html", context, status=422 if form.is_bound else 200)
    try:
        registering.change(
            person=found,
            by=request.actor,
            now=timezone.now(),
            version=version_of(request.POST),
            **form.data_for_act(),
        )
    except Refusal as refusal:
        if refusal.code == Code.STALE_PAGE:
            context["differences"] = form.differences(_person(request, pk))
        point_out(form, refusal)
        return render(request, "enrolment/change.html", context | {"refusal": refusal}, status=_status(refusal))
    messages.success(request, "档案已更新。")
    return redirect("enrolment:person", pk)


def _sent(request: DeskRequest) -> QueryDict | None:
    """What a form was sent with; an empty one has been sent, too."""
    return request.POST if request.method == "POST" else None


def _status(refusal: Refusal) -> int:
    return 422 if refusal.code == Code.INVALID_INPUT else 409


@access(*WRITERS)
def show(request: DeskRequest, pk: UUID) -> HttpResponse:
    """One masked value whole, for a reason that is journalled; never on GET."""
    found = _person(request, pk)
    if request.method != "POST":
        return redirect("enrolment:person", pk)
    form = UnmaskForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请选择要查看的内容并填写理由。")
        return redirect("enrolment:person", pk)
    field, reason = form.cleaned_data["field"], form.cleaned_data["reason"]
    try:
        value = unmask(person=found, field=field, reason=reason, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("enrolment:person", pk)
    context = {"person": found, "label": FIELDS[field], "value": value}
    response = render(request, "enrolment/unmasked.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _entries(pk: UUID) -> Any:
    """Who entered, changed or unmasked this file, the latest first."""
    return JournalEntry.objects.filter(case_id=str(pk)).order_by("-id")[:20]


def _person(request: DeskRequest, pk: UUID) -> Person:
    found = Person.objects.visible_to(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
