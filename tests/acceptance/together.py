"""Several people at the same moment: real threads, real connections, committed data."""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connection

from documents.issuing import rows_only
from workflow.refusal import Refusal

PATIENCE = 60  # seconds until a test gives up waiting for a thread


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned or raised, all begun at once; each thread closes its own connection."""
    start, outcomes = Barrier(len(calls)), [None] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(PATIENCE)
            with rows_only():
                outcomes[number] = call()
        except Exception as problem:
            outcomes[number] = problem
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, call)) for number, call in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes


def refusals(outcomes: Sequence[Any]) -> list[Refusal]:
    """The refusals among the outcomes; anything else that was raised fails the test."""
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, Refusal):
            raise outcome
    return [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
