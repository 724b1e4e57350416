"""What is sent twice happens once, for as long as anybody repeats a request; then the key is forgotten."""

from datetime import timedelta

import pytest

from accounts.actors import PUBLIC
from tests.scene import at
from workflow import request_keys
from workflow.models.request_key import RequestKey

pytestmark = pytest.mark.django_db
NOW = at("2026-03-02")


def test_keys_are_kept_as_long_as_requests_are_repeated_and_then_cleared(monkeypatch: pytest.MonkeyPatch) -> None:
    for n, age in enumerate((0, 89, 90, 91, 400, 500)):
        request_keys.claim("x.y", by=PUBLIC, now=NOW - timedelta(days=age), key=f"k{n}", said={})
    monkeypatch.setattr(request_keys, "AT_ONCE", 2)

    assert request_keys.clear(NOW) == 3
    assert sorted(RequestKey.objects.values_list("key", flat=True)) == ["k0", "k1", "k2"]
    assert request_keys.clear(NOW) == 0
    assert request_keys.claim("x.y", by=PUBLIC, now=NOW, key="k0", said={}) is not None
