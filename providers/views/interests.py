from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import signed_in
from accounts.desk_request import DeskRequest
from accounts.models import Organisation, User
from accounts.posts import Kind
from providers.acts.declare_interest import declare_interest
from providers.forms.lists import InterestForm
from providers.models import OrganisationInterest
from workflow.refusal import Refusal


@signed_in
def interests(request: DeskRequest) -> HttpResponse:
    """One's own interests in bodies and providers; who declares one sits on no panel about it. D3."""
    form = InterestForm(request.POST or None)
    kinds = (Kind.BODY, Kind.PROVIDER)
    form.fields["organisation"].queryset = Organisation.objects.filter(  # type: ignore[attr-defined]
        kind__in=kinds, active=True
    ).order_by("name")
    refusal = None
    if request.method == "POST" and form.is_valid():
        me = User.objects.get(pk=request.actor.user_id)
        try:
            declare_interest(user=me, by=request.actor, now=timezone.now(), **form.cleaned_data)
            messages.success(request, "已申报，您不会参加该机构的审核。")
            return redirect("providers:interests")
        except Refusal as refused:
            refusal = refused
    rows = OrganisationInterest.objects.filter(user_id=request.actor.user_id).select_related("organisation")
    status = 409 if refusal else 422 if form.is_bound else 200
    return render(request, "providers/interests.html", {"form": form, "rows": rows, "refusal": refusal}, status=status)
