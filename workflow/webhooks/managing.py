"""Setting up, ending and sending again, by the user administration of the area; each time journalled.

专岗专权、全过程管理: 新疆第四十五条; 宁夏第五十八条; 黑龙江第四十五条.
"""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q, QuerySet

from accounts.actors import Actor
from accounts.areas import prefix
from accounts.models import Appointment, User
from workflow import acts, journal
from workflow.models import Webhook, WebhookDelivery
from workflow.refusal import Code, Refusal
from workflow.tokens import ARTICLE, accounts_of, seat_of

State = WebhookDelivery.State


def webhooks_of(by: Actor) -> "QuerySet[Webhook]":
    """All, also ended ones, of accounts that have or had a post in the administrator's area; with their counts."""
    held = Appointment.objects.filter(organisation__area__code__startswith=prefix(seat_of(by).area_code))
    return (
        Webhook.objects.filter(user_id__in=held.values("user_id"))
        .select_related("user")
        .annotate(
            waiting=Count("deliveries", filter=Q(deliveries__state=State.WAITING)),
            failed=Count("deliveries", filter=Q(deliveries__state=State.FAILED)),
            last_delivered=Max("deliveries__delivered_at"),
        )
    )


def subscribe(
    *, user: User, name: str, address: str, told: Collection[str], by: Actor, now: datetime
) -> tuple[Webhook, str]:
    """A new subscription and the secret that its messages are signed with, which is shown this once."""
    seat = seat_of(by)
    if not accounts_of(by, now.date()).filter(pk=user.pk).exists():
        raise Refusal(Code.NOT_PERMITTED, "只能给本辖区在岗的其他账户建立推送。", ARTICLE)
    _may_receive(address)
    unknown = [name for name in told if name not in acts.registry]
    if unknown:
        raise Refusal(Code.INVALID_INPUT, "没有这种办理事项。", ARTICLE, {"told": "请重新选择"})
    secret = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            hook = Webhook.objects.create(
                user=user, name=name.strip(), address=address, secret=secret, acts=sorted(told),
                area_prefix=prefix(seat.area_code), created_at=now, created_by_name=by.name,
            )  # fmt: skip
            _write("accounts.subscribe", hook, by, now)
    except IntegrityError:
        message = "这个账户已经有推送到这个地址的订阅，请先停用原来的。"
        raise Refusal(Code.INVALID_INPUT, message, ARTICLE, {"address": message}) from None
    return hook, secret


def _may_receive(address: str) -> None:
    """Only https and only to hosts that the operator has named: the server calls no address that somebody typed."""
    parts = urlsplit(address)
    plain = parts.scheme == "http" and settings.LTCI_WEBHOOK_PLAIN_HTTP
    if (parts.scheme != "https" and not plain) or parts.username or parts.password:
        message = "接收地址须以 https:// 开头，地址中不能带账户和密码。"
        raise Refusal(Code.INVALID_INPUT, message, ARTICLE, {"address": message})
    if parts.hostname not in settings.LTCI_WEBHOOK_HOSTS:
        message = f"主机 {parts.hostname} 没有列入许可的接收主机，请运行维护人员登记到 LTCI_WEBHOOK_HOSTS 后再建立。"
        raise Refusal(Code.INVALID_INPUT, message, ARTICLE, {"address": message})


def end(*, hook: Webhook, by: Actor, now: datetime) -> None:
    """From now on nothing more is told or sent; a second press changes nothing more."""
    with transaction.atomic():
        if Webhook.objects.filter(pk=hook.pk, ended_at__isnull=True).update(ended_at=now, ended_by_name=by.name):
            _write("accounts.end_subscription", hook, by, now)


def replay(*, hook: Webhook, chosen: Collection[Any] | None, by: Actor, now: datetime) -> int:
    """Send these again, or with None all that failed; what has arrived may be chosen as well. Returns how many wait."""
    if hook.ended_at is not None:
        raise Refusal(Code.WRONG_STATE, "这个订阅已经停用，不能重新推送。", ARTICLE)
    rows = hook.deliveries.exclude(state=State.WITHHELD)
    rows = rows.filter(state=State.FAILED) if chosen is None else rows.filter(pk__in=chosen)
    with transaction.atomic():
        count = rows.update(state=State.WAITING, tries=0, next_at=now)
        if count:
            _write("accounts.replay", hook, by, now, again=count)
    return count


def _write(act: str, hook: Webhook, by: Actor, now: datetime, **more: Any) -> None:
    seat = seat_of(by)
    journal.record(
        area_code=seat.area_code,
        act=act,
        by=by,
        seat=seat,
        now=now,
        case_kind="workflow.webhook",
        case_id=str(hook.pk),
        citation=ARTICLE,
        changed={"user": hook.user.name, "name": hook.name, "address": hook.address, **more},
    )
