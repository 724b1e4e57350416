"""Partitions by service month: made ahead by the clock, or at the first line of a month that has none."""

from datetime import date

from django.db import connection

TABLES = ("settlement_claimline", "settlement_settledline")
AHEAD = 3  # months


def following(month: date) -> date:
    """The first of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def name_of(table: str, month: date) -> str:
    return f"{table}_{month:%Y%m}"


def ensure(month: date) -> None:
    """Make and attach the month's partitions where they are missing; safe to call at any time and twice at once.

    A table is made beside its parent and then attached: that stops nobody who reads or writes other months.
    """
    with connection.cursor() as cursor:
        for table in TABLES:
            name = name_of(table, month)
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
            if cursor.fetchone()[0]:
                continue
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [name])
            if cursor.fetchone()[0]:
                continue
            since, until = month.isoformat(), following(month).isoformat()
            cursor.execute(f'CREATE TABLE "{name}" (LIKE {table} INCLUDING ALL)')
            bounds = f"FROM ('{since}') TO ('{until}')"
            cursor.execute(f'ALTER TABLE {table} ATTACH PARTITION "{name}" FOR VALUES {bounds}')


def ensure_ahead(today: date) -> None:
    """The months from the last to some after this one."""
    month = date(today.year - (today.month == 1), (today.month - 2) % 12 + 1, 1)
    for _ in range(AHEAD + 2):
        ensure(month)
        month = following(month)
