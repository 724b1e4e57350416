"""Staged lines without a fault become service records, in one statement and in the order of the largest index."""

from datetime import datetime
from typing import Any

from django.db import connection

RECORDS = """
INSERT INTO care_servicerecord
    (benefit_id, provider_id, carer_id, mode, served_on, started_at, ended_at, exclusive, place, fixes, identity,
     signed_by_name, photos, source, client_key, upload_id, recorded_at, recorded_by_id, state, reason,
     codes, names, times, prices_fen)
SELECT r.benefit_id, %(provider)s, r.carer_id, r.mode, r.served_on, r.started, r.ended, r.exclusive, r.place, '',
       r.identity, r.signed_by, '{}', %(source)s, r.client_key, %(upload)s, %(now)s, %(by)s, 'recorded', '',
       r.codes, s.names, r.times, s.prices
FROM resolved r JOIN said s ON s.area_code = r.area_code AND s.served_on = r.served_on AND s.codes = r.codes
    AND s.given = r.names
ORDER BY r.carer_id, r.started
"""


def store(provider_id: int, upload_id: Any, by_id: int, source: str, now: datetime) -> int:
    """Returns how many records were written."""
    values = {"provider": provider_id, "upload": upload_id, "by": by_id, "source": source, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(RECORDS, values)
        return int(cursor.rowcount)
