"""Callers of the interface: a token for a person of a scene, and a client that says so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken
from tests.pages.conftest import clock, password_alone, scene_at, working_days
from tests.scene import Scene

__all__ = ["clock", "password_alone", "scene_at", "working_days"]
ALL = ["read", "act", "files"]


@pytest.fixture(autouse=True)
def no_throttle() -> None:
    cache.clear()


def token_of(user: Any, scopes: list[str] | None = None, days: int = 30) -> tuple[ApiToken, str]:
    now = timezone.now()
    token, word = ApiToken.make(
        user=user, name="测试", scopes=scopes or ALL, created_at=now, created_by_name="管理员",
        expires_at=now + timedelta(days=days),
    )  # fmt: skip
    token.save()
    return token, word


class Caller:
    """JSON in, JSON out, as one person; `key` and `version` become the headers."""

    def __init__(self, word: str) -> None:
        self.client = Client(headers={"Authorization": f"Bearer {word}"} if word else {})

    def get(self, url: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{url}", query)

    def post(self, url: str, said: Any = None, key: str | None = None, version: int | None = None, **more: Any) -> Any:
        headers = dict(more)
        if key is not None:
            headers["Idempotency-Key"] = key
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.client.post(f"/api/v1/{url}", said or {}, content_type="application/json", headers=headers)


@pytest.fixture
def caller() -> Callable[..., Caller]:
    """caller(scene, "reviewer"): that person's program."""

    def make(scene: Scene, name: str, **token: Any) -> Caller:
        return Caller(token_of(scene.user(name), **token)[1])

    return make
