"""When a family carer in training becomes a full one: two months of practical training. 天津通知（四）."""

from datetime import date, timedelta

from workflow.rules.work_calendar import months_after

DAY = timedelta(days=1)


def full_from(trained_from: date, months: int) -> date:
    """The last day of the months that begin on `trained_from`, on which the training may be complete."""
    return months_after(trained_from, months) - DAY


def complete(trained_from: date | None, trained_until: date | None, months: int) -> bool:
    if trained_from is None or trained_until is None:
        return False
    return trained_until >= full_from(trained_from, months)
