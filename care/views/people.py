"""Whom a provider cares for, a handler plans for, an agency pays for: one list, to each its own. C1, C5."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.posts import Post
from care import queries
from care.models import Benefit, Mode
from care.states import State

PAGE = 50
READERS = (
    *(Post.PROVIDER_MANAGER, Post.CARER, Post.CARE_SPECIALIST, Post.HANDLER_CLERK),
    *(Post.DISPATCHER, Post.SUPERVISOR, Post.INTAKE_CLERK, Post.INSPECTOR, Post.ARCHIVIST),
    Post.AGREEMENT_OFFICER,
)
# What somebody has to do next, by what is there already.
NEEDS = [("", "全部"), ("choice", "待选择"), ("dispatch", "待派单"), ("answer", "待接单"), ("plan", "待制定计划"),
         ("confirm", "待本人确认计划"), ("family", "待审核亲情照护人员")]  # fmt: skip


class PeopleFilter(forms.Form):
    name = forms.CharField(label="姓名", required=False, max_length=30)
    state = forms.ChoiceField(label="待遇状态", choices=[("", "全部"), *State.choices], required=False)
    mode = forms.ChoiceField(label="服务方式", choices=[("", "全部"), *Mode.choices], required=False)
    needs = forms.ChoiceField(label="待办", choices=NEEDS, required=False)

    def narrowed(self, rows: "QuerySet[Benefit]") -> "QuerySet[Benefit]":
        said = self.cleaned_data if self.is_valid() else {}
        if said.get("name"):
            text = said["name"].strip()
            rows = rows.filter(Q(person__name__startswith=text) | Q(person__spelling__startswith=text.lower()))
        for name in ("state", "mode"):
            if said.get(name):
                rows = rows.filter(**{name: said[name]})
        return rows.filter(queries.needing(said["needs"])) if said.get("needs") else rows


@access(*READERS)
def people(request: DeskRequest) -> HttpResponse:
    """The newest first; three queries whatever their number."""
    form = PeopleFilter(request.GET or None)
    rows = form.narrowed(Benefit.objects.visible_to(request.actor)).select_related("person", "provider")
    page = Paginator(rows.order_by("-created_at", "pk"), PAGE).get_page(request.GET.get("page"))
    counts = Benefit.objects.visible_to(request.actor).order_by().values("state").annotate(people=Count("pk"))
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "counts": [(State(row["state"]).label, row["people"]) for row in counts],
        "today": timezone.localdate(),
        "query": _query(request),
        "may_upload": request.actor.holds(Post.PROVIDER_MANAGER),
        "may_record": request.actor.holds(Post.PROVIDER_MANAGER, Post.CARER),
        "places": {seat.organisation_id for seat in request.actor.seats},
    }
    return render(request, "care/people.html", context)


def _query(request: DeskRequest) -> str:
    """The filter as it stands, for the links to other pages."""
    said = request.GET.copy()
    said.pop("page", None)
    return f"{said.urlencode()}&" if said else ""
