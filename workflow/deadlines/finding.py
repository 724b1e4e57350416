"""Look a deadline up, and show how its day came about."""

from collections.abc import Collection
from uuid import UUID

from workflow import calendar
from workflow.deadlines.counting import spans
from workflow.models.deadline import Deadline
from workflow.rules import due_trace


def find(matter: UUID, kind: str) -> Deadline | None:
    """The matter's latest deadline of that kind, whatever its state; None without one."""
    return Deadline.objects.of(matter, kind).last()


def find_each(matter: UUID, kinds: Collection[str]) -> list[Deadline]:
    """The matter's latest deadline of each of these kinds, in their order, as far as there is one; one query."""
    latest = {deadline.kind: deadline for deadline in Deadline.objects.of(matter).filter(kind__in=kinds).order_by("id")}
    return [latest[kind] for kind in kinds if kind in latest]


def trace(deadline: Deadline) -> list[due_trace.TraceDay]:
    """「为什么是这一天」: every day from the event to the due day, what it counted as and why."""
    return due_trace.trace(
        deadline.starts_on,
        deadline.amount,
        deadline.unit,
        spans(deadline.pauses.all()),
        deadline.extension_days,
        calendar.current(),
        deadline.rolls,
    )
