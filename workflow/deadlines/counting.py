"""From a deadline's row to its day."""

from collections.abc import Iterable
from datetime import date

from workflow.models.deadline import Deadline
from workflow.models.pause import Pause
from workflow.rules.due_dates import PauseSpan, due_day
from workflow.rules.work_calendar import WorkCalendar


def spans(pauses: Iterable[Pause]) -> list[PauseSpan]:
    return [PauseSpan(pause.from_day, pause.until_day) for pause in pauses]


def counted(deadline: Deadline, pauses: Iterable[PauseSpan], calendar: WorkCalendar) -> tuple[date, bool]:
    """The due day that follows from the row and its pauses, and whether it is provisional."""
    return due_day(
        deadline.starts_on,
        deadline.amount,
        deadline.unit,
        pauses,
        deadline.extension_days,
        calendar,
        deadline.rolls,
    )


def recount(deadline: Deadline, pauses: Iterable[Pause], calendar: WorkCalendar) -> None:
    """Set the day anew; an open pause has no length yet, so a paused deadline shows the day without it."""
    deadline.due_on, deadline.provisional = counted(deadline, spans(pauses), calendar)
