"""How long an agreement runs. D5: 新疆、黑龙江第十一条（三）、第二十条（三）; 宁夏第二十七条第4项、第三十一条第4项."""

from datetime import date, timedelta

from workflow.rules.work_calendar import months_after


def first_end(starts_on: date, months: int, calendar_year: bool) -> date:
    """The last day of a first agreement: months from its first day, or 31 December of the year where that is asked."""
    if calendar_year:
        return date(starts_on.year, 12, 31)
    return months_after(starts_on, months) - timedelta(days=1)


def latest_end(starts_on: date, months: int) -> date:
    """The last day that a renewal may reach."""
    return months_after(starts_on, months) - timedelta(days=1)
