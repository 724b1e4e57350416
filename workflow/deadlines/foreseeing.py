"""The days that an act would set, for the page that asks whether to perform it. Writes nothing."""

from datetime import date

from workflow import calendar
from workflow.deadlines.counting import spans
from workflow.deadlines.starting import LimitLine
from workflow.models.deadline import Deadline
from workflow.models.deadline_kind import KEEPS_DAY
from workflow.rules.due_dates import due_day


def foresee(kind: str, on: date, line: LimitLine) -> date:
    """The last day of the limit `kind` if its event happened on the day `on`."""
    return due_day(on, line.value, line.unit, (), 0, calendar.current(), kind not in KEEPS_DAY)[0]


def foresee_extended(deadline: Deadline, days: int) -> date:
    """The last day of a running limit if it were extended by `days` calendar days."""
    pauses = spans(deadline.pauses.all())
    row = deadline
    return due_day(row.starts_on, row.amount, row.unit, pauses, days, calendar.current(), row.rolls)[0]
