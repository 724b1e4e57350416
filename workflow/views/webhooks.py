from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import access
from accounts.desk_request import DeskRequest
from accounts.models import User
from accounts.posts import Post
from workflow import acts, tokens
from workflow.forms import point_out
from workflow.models import Webhook, WebhookDelivery
from workflow.refusal import Refusal
from workflow.webhooks import managing

PAGE = 50


class WebhookForm(forms.Form):
    user = forms.ModelChoiceField(label="账户", queryset=User.objects.none(), help_text="只推送这个账户看得见的案件。")
    name = forms.CharField(label="用途", max_length=80, help_text="例如“自治区平台接收评估进度”。")
    address = forms.URLField(label="接收地址", max_length=300, assume_scheme="https")
    told = forms.MultipleChoiceField(
        label="推送哪些办理事项",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="一项都不选时，全部推送。",
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.queryset, user.label_from_instance = people, lambda person: f"{person.name}（{person.username}）"
        told: Any = self.fields["told"]
        told.choices = sorted((row.name, row.label) for row in acts.registry.values())


@access(Post.USER_ADMIN)
def webhook_list(request: DeskRequest) -> HttpResponse:
    """The subscriptions of the area, and the form for a new one; its secret is shown once."""
    now = timezone.now()
    form = WebhookForm(request.POST or None, people=tokens.accounts_of(request.actor, timezone.localdate(now)))
    secret, refusal = "", None
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = managing.subscribe(**form.cleaned_data, by=request.actor, now=now)
            form = WebhookForm(people=form.fields["user"].queryset)  # type: ignore[attr-defined]
        except Refusal as refused:
            refusal = refused
            point_out(form, refusal)
    context = {"form": form, "refusal": refusal, "secret": secret, "rows": list(managing.webhooks_of(request.actor))}
    return render(request, "workflow/webhooks.html", context, status=422 if form.is_bound else 200)


def _one(request: DeskRequest, pk: int) -> Webhook:
    hook = managing.webhooks_of(request.actor).filter(pk=pk).first()
    if hook is None:
        raise Http404
    return hook


@access(Post.USER_ADMIN)
def deliveries(request: DeskRequest, pk: int) -> HttpResponse:
    """What was sent to one receiver, with each try and its receipt."""
    hook = _one(request, pk)
    state = request.GET.get("state", "")
    found = hook.deliveries.prefetch_related("attempts")
    if state in WebhookDelivery.State.values:
        found = found.filter(state=state)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [(row, acts.label_of(row.act)) for row in page.object_list]
    context = {"hook": hook, "page": page, "rows": rows, "state": state, "query": _query(request, page)}
    return render(request, "workflow/webhook_deliveries.html", context)


def _query(request: HttpRequest, page: Any) -> dict[str, str]:
    """Addresses of the pages before and behind, with what the list was narrowed to."""
    found = {}
    for name, there, number in (
        ("previous", page.has_previous(), page.number - 1),
        ("next", page.has_next(), page.number + 1),
    ):
        query = request.GET.copy()
        query["page"] = str(number)
        found[name] = f"?{query.urlencode()}" if there else ""
    return found


@access(Post.USER_ADMIN)
@require_POST
def end(request: DeskRequest, pk: int) -> HttpResponse:
    """End a subscription."""
    managing.end(hook=_one(request, pk), by=request.actor, now=timezone.now())
    messages.success(request, "订阅已停用，不再推送。")
    return redirect("workflow:webhooks")


@access(Post.USER_ADMIN)
@require_POST
def replay(request: DeskRequest, pk: int) -> HttpResponse:
    """Send the chosen messages again, or all that failed."""
    hook = _one(request, pk)
    chosen = None if "failed" in request.POST else _numbers(request)
    try:
        count = managing.replay(hook=hook, chosen=chosen, by=request.actor, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        said = f"{count} 条已排队重新推送，稍后刷新查看回执。" if count else "没有选中可以重新推送的记录。"
        messages.success(request, said)
    return redirect("workflow:webhook_deliveries", pk=pk)


def _numbers(request: HttpRequest) -> list[Any]:
    field = forms.UUIDField()
    found = []
    for word in request.POST.getlist("delivery")[:PAGE]:
        try:
            found.append(field.clean(word))
        except forms.ValidationError:
            raise Http404 from None
    return found
