"""Look a deadline up, and show how its day came about."""

from uuid import UUID

from workflow import calendar
from workflow.deadlines.counting import spans
from workflow.models.deadline import Deadline
from workflow.rules import due_trace


def find(matter: UUID, kind: str) -> Deadline | None:
    """The matter's latest deadline of that kind, whatever its state; None without one."""
    return Deadline.objects.of(matter, kind).last()


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
