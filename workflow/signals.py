"""A new database begins with the built-in calendar: from the installed packages, without any network."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone


def fill_empty_calendar(using: str = DEFAULT_DB_ALIAS, plan: Any = None, **signal: Any) -> None:
    """After migrations: write the built-in years where there is no year at all. One query where there is one."""
    from workflow import calendar
    from workflow.models import CalendarYear

    if using == DEFAULT_DB_ALIAS and not CalendarYear.objects.exists():
        calendar.seed(timezone.now())
