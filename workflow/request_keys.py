"""The key of a creating form: what is sent twice with it happens once (second click, lost answer)."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Model

from accounts.actors import Actor
from accounts.crypto import blind_index
from workflow.models.request_key import RequestKey
from workflow.refusal import Code, Refusal

LENGTH = 80  # of RequestKey.key
KEPT = timedelta(days=90)  # far longer than anybody repeats a request; the version of the case refuses what is older
AT_ONCE = 10_000
PURPOSE = "workflow.request"


def claim(
    act: str, *, by: Actor, now: datetime, key: str, said: Mapping[str, Any], about: tuple[str, object] = ("", "")
) -> RequestKey | None:
    """None when the request is new: its key is taken until rollback. The earlier request when it was done already.

    `said`: what the request is about and what it says; `about`: kind and id of the case that it will have changed.
    Waits for a request with the same key that is under way; refuses a key that was used by another person, for another
    act, about another case or with other words.
    """
    digest = _digest(said)
    if len(key) > LENGTH or not key.isprintable():
        raise Refusal(Code.INVALID_INPUT, "请求键有误，请重新打开页面再提交。")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workflow_requestkey (key, act, actor_id, case_kind, case_id, digest, created_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (key) DO NOTHING RETURNING key",
            [key, act, by.user_id, about[0], str(about[1]), digest, now],
        )
        if cursor.fetchone() is not None:
            return None
    earlier = RequestKey.objects.get(key=key)
    if (earlier.act, earlier.actor_id, earlier.digest) != (act, by.user_id, digest):
        raise Refusal(Code.INVALID_INPUT, "请求键已用于另一次办理，请重新打开页面再提交。")
    return earlier


def keep(key: str, *, kind: str, pk: object) -> None:
    """Note that the request opened a case of its own, so that its repetition ends on the same page."""
    RequestKey.objects.filter(key=key).update(case_kind=kind, case_id=str(pk))


def clear(now: datetime) -> int:
    """Forget the keys of requests that nobody repeats any more; returns how many."""
    cleared = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM workflow_requestkey WHERE key IN "
                "(SELECT key FROM workflow_requestkey WHERE created_at < %s LIMIT %s)",
                [now - KEPT, AT_ONCE],
            )
            cleared += cursor.rowcount
            if cursor.rowcount < AT_ONCE:
                return cleared


def _digest(said: Mapping[str, Any]) -> str:
    """Keyed, since what was said may be guessed: an identity number, a yes or no."""
    return blind_index(json.dumps(said, sort_keys=True, ensure_ascii=False, default=_plain), PURPOSE)


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return f"{value._meta.label_lower}:{value.pk}"
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)
