"""Tokens of the interface: given and revoked by the user administration, each time journalled.

专岗专权、全过程管理: 新疆第四十五条; 宁夏第五十八条; 黑龙江第四十五条.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.actors import Actor, Seat
from accounts.areas import prefix
from accounts.models import ApiToken, Appointment, User
from accounts.posts import Post
from workflow import journal
from workflow.refusal import Code, Refusal

ARTICLE = "经办规程 用户管理（新疆、黑龙江第四十五条；宁夏第五十八条）"


def seat_of(by: Actor) -> Seat:
    seat = by.seat((Post.USER_ADMIN,))
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "只有用户管理岗可以管理接口令牌。", ARTICLE)
    return seat


def accounts_of(by: Actor, on: Any) -> "QuerySet[User]":
    """Accounts with a post in the administrator's area; the administrator's own is not among them."""
    area = prefix(seat_of(by).area_code)
    held = Appointment.objects.in_force(on).filter(organisation__area__code__startswith=area)
    return User.objects.filter(is_active=True, pk__in=held.values("user_id")).exclude(pk=by.user_id).order_by("name")


def tokens_of(by: Actor) -> "QuerySet[ApiToken]":
    """All tokens, also ended ones, of accounts that have or had a post in the administrator's area."""
    area = prefix(seat_of(by).area_code)
    held = Appointment.objects.filter(organisation__area__code__startswith=area)
    return ApiToken.objects.filter(user_id__in=held.values("user_id")).select_related("user")


def issue(
    *, user: User, name: str, scopes: Collection[str], days: int, by: Actor, now: datetime
) -> tuple[ApiToken, str]:
    """A new token and its word, which is shown this once."""
    seat = seat_of(by)
    if not accounts_of(by, now.date()).filter(pk=user.pk).exists():
        raise Refusal(Code.NOT_PERMITTED, "只能给本辖区在岗的其他账户建立令牌。", ARTICLE)
    if not scopes or not set(scopes) <= set(ApiToken.Scope.values):
        raise Refusal(Code.INVALID_INPUT, "请选择令牌的范围。", ARTICLE, {"scopes": "必选"})
    if not 1 <= days <= settings.LTCI_TOKEN_DAYS:
        message = f"有效期为 1 至 {settings.LTCI_TOKEN_DAYS} 天。"
        raise Refusal(Code.INVALID_INPUT, message, ARTICLE, {"days": message})
    token, word = ApiToken.make(
        user=user, name=name.strip(), scopes=sorted(scopes), created_at=now, created_by_name=by.name,
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    with transaction.atomic():
        token.save()
        _write("accounts.issue_token", token, seat, by, now)
    return token, word


def revoke(*, token: ApiToken, by: Actor, now: datetime) -> None:
    """From this moment on the token opens nothing; a second press changes nothing more."""
    seat = seat_of(by)
    with transaction.atomic():
        done = ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(
            revoked_at=now, revoked_by_name=by.name
        )
        if done:
            _write("accounts.revoke_token", token, seat, by, now)


def _write(act: str, token: ApiToken, seat: Seat, by: Actor, now: datetime) -> None:
    journal.record(
        area_code=seat.area_code,
        act=act,
        by=by,
        seat=seat,
        now=now,
        case_kind="accounts.apitoken",
        case_id=str(token.pk),
        citation=ARTICLE,
        changed={"user": token.user.name, "name": token.name, "scopes": list(token.scopes)},
    )
