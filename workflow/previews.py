"""An act tried out: performed in full as the person would do it, looked at, and undone.

So that a letter is read before it exists. Nothing of it remains: no state, version, deadline, letter, number or entry.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

from workflow import acts

_under_way: ContextVar[bool] = ContextVar("workflow_preview_under_way", default=False)


def under_way() -> bool:
    """Whether what is being done will be undone: then no number is taken and nothing is sent for printing."""
    return _under_way.get()


@contextmanager
def _trying() -> Iterator[None]:
    token = _under_way.set(True)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _under_way.reset(token)


def preview(name: str, /, **call: Any) -> acts.Done:
    """What `acts.perform` with the same arguments would bring; raises the same `Refusal`.

    The rows in the answer exist in memory only. A request key is left out: a look is no use of it.
    """
    call.pop("key", None)
    with _trying():
        return acts.perform(name, **call)
