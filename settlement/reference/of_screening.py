"""What the rules are told of each person, carer, item and provider on each day, as temporary tables of the transaction.

At most one row of each table holds for a line: periods of one person do not overlap.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

TABLES: dict[str, str] = {
    "ref_standing": (
        "person_id uuid, since date, until date, state text, cause text, mode text, level smallint, insured text, "
        "provider_id bigint, hours_cap integer, day_cap_fen bigint, month_cap_fen bigint"
    ),
    "ref_stay": "person_id uuid, since date, until date, admitted_on date, discharged_on date",
    "ref_person": "person_id uuid, died_on date, lat double precision, lon double precision",
    "ref_plan": "person_id uuid, since date, until date",
    "ref_plan_item": "person_id uuid, item_code text, since date, until date, per_week integer",
    "ref_item": (
        "code text, since date, until date, price_fen bigint, per_day_max integer, per_week_max integer, "
        "per_month_max integer, minutes_min integer, minutes_max integer, performers text[], excludes boolean"
    ),
    "ref_exclusion": "code text, other text",
    "ref_carer": (
        "carer_id bigint, provider_id bigint, kind text, since date, until date, qualified_until date, banned_since date, "
        "banned_until date"
    ),
    "ref_agreement": "provider_id bigint, since date, until date",
}


def create() -> None:
    """The tables, empty."""
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")


def fill(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")


def lay_out(agency_id: int, area: str, month: date) -> None:
    """Fill the tables for the people, staff and providers that claims of the agency's month may name."""
    create()
    analyze()
