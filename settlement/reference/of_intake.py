"""What an upload is held against: whom the provider serves, who its carers are, which services were recorded."""

from datetime import date
from uuid import UUID

from django.db import connection

from settlement.models import Intake


def served(provider_id: int, month: date) -> set[UUID] | None:
    """The people whom the provider serves in the month; None where that is not known."""
    return None


def records(intake: Intake) -> None:
    """Fill `intake_records(record, record_id, person_id, day)`."""
    _table("intake_records", "record text, record_id bigint, person_id uuid, day date")


def carers(provider_id: int) -> None:
    """Fill `intake_carers(code, carer_id)` with the provider's staff."""
    _table("intake_carers", "code text PRIMARY KEY, carer_id bigint")


def _table(name: str, columns: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
