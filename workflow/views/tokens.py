from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import ApiToken, User
from accounts.posts import Post
from workflow import tokens
from workflow.forms import point_out
from workflow.refusal import Refusal

MOST = 200


class TokenForm(forms.Form):
    user = forms.ModelChoiceField(label="账户", queryset=User.objects.none())
    name = forms.CharField(label="用途", max_length=80, help_text="例如“安康评估机构业务系统”。")
    scopes = forms.MultipleChoiceField(
        label="范围", choices=ApiToken.Scope.choices, widget=forms.CheckboxSelectMultiple, initial=["read"]
    )
    days = forms.IntegerField(label="有效天数", min_value=1, max_value=settings.LTCI_TOKEN_DAYS, initial=90)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset, field.label_from_instance = people, lambda user: f"{user.name}（{user.username}）"


@access(Post.USER_ADMIN)
def token_list(request: DeskRequest) -> HttpResponse:
    """The tokens of the area, and the form for a new one; its word is shown once, on the answer to the form."""
    now = timezone.now()
    form = TokenForm(request.POST or None, people=tokens.accounts_of(request.actor, timezone.localdate(now)))
    word, refusal = "", None
    if request.method == "POST" and form.is_valid():
        try:
            _, word = tokens.issue(**form.cleaned_data, by=request.actor, now=now)
            form = TokenForm(people=form.fields["user"].queryset)  # type: ignore[attr-defined]
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    rows = list(tokens.tokens_of(request.actor)[:MOST])
    context = {"form": form, "refusal": refusal, "word": word, "rows": rows, "now": now}
    return render(request, "workflow/tokens.html", context, status=422 if form.is_bound else 200)


@access(Post.USER_ADMIN)
@require_POST
def revoke(request: DeskRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    token = tokens.tokens_of(request.actor).filter(pk=pk).first()
    if token is None:
        raise Http404
    tokens.revoke(token=token, by=request.actor, now=timezone.now())
    messages.success(request, "令牌已撤销，立即失效。")
    return redirect("workflow:tokens")
