"""What the administrator should hear before dates go wrong."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.utils import timezone

DECEMBER = 12
HINT = "请在国务院办公厅公布放假安排后运行 manage.py load_calendar 文件 --year 年份 --source 文号。"


def next_year_is_announced(
    app_configs: Any = None, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """`manage.py check --database default`: warns from 1 December while next year's calendar is provisional."""
    from workflow.models import CalendarYear

    if not databases or CalendarYear._meta.db_table not in _tables():
        return []
    return provisional_years(timezone.localdate())


def provisional_years(today: date) -> list[CheckMessage]:
    """A warning for each of this year and, from 1 December, the next whose arrangement is not loaded."""
    from workflow.models import CalendarYear

    wanted = [today.year, today.year + 1] if today.month == DECEMBER else [today.year]
    known = CalendarYear.objects.filter(year__in=wanted, status=CalendarYear.Status.ANNOUNCED)
    announced = set(known.values_list("year", flat=True))
    return [
        Warning(f"{year}年的放假安排还没有载入，涉及该年的期限都是暂定的。", hint=HINT, id="workflow.W001")
        for year in wanted
        if year not in announced
    ]


def _tables() -> list[str]:
    from django.db import connection

    return connection.introspection.table_names()
