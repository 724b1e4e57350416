"""Who calls: the holder of a token, or somebody signed in at a browser (whose forms are guarded as on pages)."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.actors import Actor
from accounts.models import ApiToken
from accounts.models.api_token import parts

SEEN_EVERY = timedelta(minutes=5)
READING = ("GET", "HEAD", "OPTIONS")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer ltci_…`; what the account may do is asked of its posts on this very day."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        word = request.headers.get("Authorization", "")
        if not word:
            return None
        scheme, _, said = word.partition(" ")
        found = parts(said.strip()) if scheme.lower() == "bearer" else None
        now = timezone.now()
        token = ApiToken.objects.valid(now).select_related("user").filter(key=found[0]).first() if found else None
        if found is None or token is None or not token.matches(found[1]):
            raise AuthenticationFailed("令牌无效、已过期或已撤销。")
        if token.last_used_at is None or now - token.last_used_at > SEEN_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        request._request.actor = Actor.of(token.user, timezone.localdate(now))
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class InScope(BasePermission):
    """Somebody known; a token only within its scopes (of the view: `scope` to send, `scope_of_reading` to read)."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.user is None or not request.user.is_authenticated:
            return False
        if isinstance(request.auth, ApiToken):
            reading = request.method in READING
            name, usual = ("scope_of_reading", ApiToken.Scope.READ) if reading else ("scope", ApiToken.Scope.ACT)
            needed = getattr(view, name, usual)
            if needed not in request.auth.scopes:
                raise PermissionDenied(f"这个令牌没有“{ApiToken.Scope(needed).label}”的范围。")
        return True


def actor_of(request: Request) -> Actor:
    return request._request.actor  # type: ignore[attr-defined,no-any-return]
