"""What a person sees whose user name has been locked at this address after too many wrong passwords."""

import math
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


def username_of(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name that was tried, as the login page or a backend gives it; names differ by more than capitals."""
    tried = (credentials or {}).get("username") or request.POST.get("login") or ""
    return str(tried).strip().lower()


def address_of(request: HttpRequest) -> str | None:
    """The client's address, past as many proxies of ours as LTCI_PROXIES says; None where no client asked."""
    return str(get_adapter(request).get_client_ip(request)) if request.META.get("REMOTE_ADDR") else None


def locked_response(
    request: HttpRequest, original_response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Page with the minutes left, status 429; django-axes calls it (AXES_LOCKOUT_CALLABLE)."""
    username = username_of(request, credentials)
    minutes = minutes_left(username, request, timezone.now())
    return render(request, "account/locked.html", {"username": username, "minutes": minutes}, status=429)


def minutes_left(username: str, request: HttpRequest, now: datetime) -> int:
    """Full minutes until the lock of this name at this address ends, at least one."""
    cool_off = get_cool_off(request) or timedelta()
    last = (
        AccessAttempt.objects.filter(username=username, ip_address=request.axes_ip_address)  # type: ignore[attr-defined]
        .order_by("-attempt_time")
        .values_list("attempt_time", flat=True)
        .first()
    )
    left = (last + cool_off - now) if last else cool_off
    return max(math.ceil(left.total_seconds() / 60), 1)
