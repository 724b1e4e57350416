from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import Appointment, User
from accounts.posts import Post
from assessment.acts.declare_interest import FOR_ONESELF, FOR_OTHERS, declare_interest
from assessment.models import Interest
from workflow.refusal import Refusal


class InterestForm(forms.Form):
    user = forms.ModelChoiceField(label="评估人员", queryset=User.objects.none())
    id_number = forms.CharField(label="评估对象证件号码", max_length=20)
    relation = forms.CharField(label="亲属或利害关系", max_length=60)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = people
        field.label_from_instance = lambda user: user.name


@access(Post.ASSESSOR, Post.EXPERT, Post.COMMITTEE_EXPERT, Post.BODY_MANAGER, Post.COMMITTEE_SECRETARY)
def interests(request: DeskRequest) -> HttpResponse:
    """Declared recusal relations of one's own organisation, and the form to declare one. A6."""
    now = timezone.now()
    people = _people(request)
    form = InterestForm(request.POST or None, people=people)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            declare_interest(by=request.actor, now=now, **form.cleaned_data)
            messages.success(request, "回避关系已登记，今后派单和评估时会自动回避。")
            return redirect("assessment:interests")
        except Refusal as refused:
            refusal = refused
    rows = Interest.objects.filter(user__in=people).select_related("user", "person").order_by("-declared_at")[:200]
    context = {"form": form, "refusal": refusal, "rows": rows}
    return render(request, "assessment/interests.html", context, status=422 if form.is_bound else 200)


def _people(request: DeskRequest) -> Any:
    """Oneself, or everybody who assesses in the organisations that one manages."""
    managed = [seat.organisation_id for seat in request.actor.seats if seat.post in FOR_OTHERS]
    held = Appointment.objects.in_force(timezone.localdate()).filter(organisation_id__in=managed, post__in=FOR_ONESELF)
    users = User.objects.filter(pk__in=held.values("user_id"))
    return (users | User.objects.filter(pk=request.actor.user_id)).distinct().order_by("name")
