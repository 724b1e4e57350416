"""What every request passes: who acts, idle time-out, one session per user, second factor, password age."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from accounts import access
from accounts.actors import Actor
from accounts.posts import DECIDING_POSTS

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
SEEN_AT = "seen_at"
SIGN_IN_TOKEN = "sign_in_token"
# Writing the session at every request would cost a write each; the time-out may come this much late.
SEEN_EVERY = timedelta(seconds=30)


class ActorMiddleware:
    """Sets `request.actor`; read at first use, in one query."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: Actor.of(request.user, timezone.localdate()))  # type: ignore
        return self.get_response(request)


class AccessMiddleware:
    """Closed unless opened: a view without a rule is refused, and one that is not ours is held to its row."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        # Views of ours carry their rule and keep it themselves; administration is kept by its site.
        if access.rule_of(view) is not None or (match is not None and match.namespace == "admin"):
            return None
        rule = access.THIRD_PARTY.get(match.view_name if match is not None else "")
        if rule is None:
            logger.error("no access rule: %s", request.path)
            raise PermissionDenied
        return None if rule.allows(request.actor) else access.refuse(request, rule)  # type: ignore[attr-defined]


class SessionLimits:
    """Signs out who has been idle too long, or has signed in elsewhere where the agency wants one session each."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            reason = self._over(request)
            if reason:
                logout(request)
                messages.warning(request, reason)
                return access.to_sign_in(request)
            self._note(request)
        return self.get_response(request)

    def _over(self, request: HttpRequest) -> str:
        seen = request.session.get(SEEN_AT)
        idle = timezone.now().timestamp() - seen if seen is not None else 0
        if idle > settings.LTCI_IDLE_MINUTES * 60:
            return f"您已超过 {settings.LTCI_IDLE_MINUTES} 分钟没有操作，系统已自动退出，请重新登录。"
        own = request.session.get(SIGN_IN_TOKEN)
        if settings.LTCI_ONE_SESSION_PER_USER and own != request.user.sign_in_token:  # type: ignore[union-attr]
            return "您的账户已在别处登录，这里已退出。如果不是您本人操作，请联系用户管理岗。"
        return ""

    def _note(self, request: HttpRequest) -> None:
        now = timezone.now().timestamp()
        if now - request.session.get(SEEN_AT, 0) >= SEEN_EVERY.total_seconds():
            request.session[SEEN_AT] = now


class SignInDuties:
    """Sends users to what they must do before they work: set up the second factor, renew an old password."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated or _leads_out(request):
            return None
        if needs_second_factor(request):
            return _send(request, "mfa_activate_totp", "您的岗位须使用动态口令登录，请先完成设置。")
        if password_expired(request):
            return _send(request, "account_change_password", _why_renew(request))
        return None


def needs_second_factor(request: HttpRequest) -> bool:
    """Whether the user holds a deciding post, or everything, and has no second factor yet."""
    user = request.user
    if not settings.LTCI_REQUIRE_TOTP or user.second_factor:  # type: ignore[union-attr]
        return False
    return user.is_superuser or request.actor.holds(*DECIDING_POSTS)  # type: ignore[union-attr, attr-defined]


def password_expired(request: HttpRequest) -> bool:
    """Whether the password is older than the agency allows; one that an administrator set counts as old."""
    changed = request.user.password_changed_at  # type: ignore[union-attr]
    return changed is None or timezone.now() - changed > timedelta(days=settings.LTCI_PASSWORD_DAYS)


def _why_renew(request: HttpRequest) -> str:
    if request.user.password_changed_at is None:  # type: ignore[union-attr]
        return "您的密码由管理员设置，请先修改为只有您知道的密码。"
    return f"您的密码已使用超过 {settings.LTCI_PASSWORD_DAYS} 天，请修改后继续。"


def _leads_out(request: HttpRequest) -> bool:
    """Addresses that stay open: signing in and out, the duties' own pages, larger letters."""
    match = request.resolver_match
    return match is not None and (match.view_name in access.THIRD_PARTY or match.view_name == "display")


def _send(request: HttpRequest, name: str, message: str) -> HttpResponse:
    messages.warning(request, message)
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(reverse(name))
    return HttpResponseRedirect(reverse(name))
