"""End a deadline because what it limits was done, or fell away."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from workflow.models.deadline import OPEN, Deadline, DeadlineQuerySet
from workflow.models.pause import Pause


def meet(matter: UUID, kind: str, on: date) -> Deadline | None:
    """What the matter's open limits of `kind` asked for was done on the day `on`; returns the latest, None without one.

    One that had passed is met all the same; `late` tells it by its days.
    """
    closed = _close(Deadline.objects.of(matter, kind), Deadline.State.MET, on)
    return closed[-1] if closed else None


def void(
    matter: UUID, on: date, kinds: Collection[str] | None = None, except_kinds: Collection[str] = ()
) -> list[Deadline]:
    """The matter's open deadlines (of `kinds`, all but `except_kinds`) fell away on the day `on`; returns them."""
    chosen = Deadline.objects.of(matter).exclude(kind__in=except_kinds)
    return _close(chosen if kinds is None else chosen.filter(kind__in=kinds), Deadline.State.VOID, on)


def end(matter: UUID, met: str, on: date) -> list[Deadline]:
    """What the open limits of the kind `met` asked for was done, and every other open limit fell away with it."""
    return _close(Deadline.objects.of(matter), Deadline.State.VOID, on, met)


@transaction.atomic(savepoint=False)
def _close(chosen: DeadlineQuerySet, state: str, on: date, met: str = "") -> list[Deadline]:
    closed = list(chosen.filter(state__in=OPEN).select_for_update())
    if not closed:
        return []
    stopped = [deadline for deadline in closed if deadline.state == Deadline.State.PAUSED]
    for deadline in closed:
        deadline.state = Deadline.State.MET if deadline.kind == met else state
        deadline.closed_on, deadline.claimed_until = on, None
    Deadline.objects.bulk_update(closed, ["state", "closed_on", "claimed_until"])
    if stopped:
        Pause.objects.filter(deadline__in=stopped, until_day=None).update(until_day=Greatest(F("from_day"), on))
    return closed
