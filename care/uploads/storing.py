"""Staged lines without a fault become service records with what was done, in two statements."""

from datetime import datetime
from typing import Any

from django.db import connection

RECORDS = """
INSERT INTO care_servicerecord
    (benefit_id, provider_id, carer_id, mode, served_on, started_at, ended_at, exclusive, place, fixes, identity,
     signed_by_name, photos, source, client_key, upload_id, recorded_at, recorded_by_id, state, reason)
SELECT benefit_id, %(provider)s, carer_id, mode, served_on, started, ended, exclusive, place, '', identity,
       signed_by, '{}', %(source)s, client_key, %(upload)s, %(now)s, %(by)s, 'recorded', ''
FROM resolved ORDER BY row
"""
ITEMS = """
INSERT INTO care_recorditem (record_id, item_id, code, name, times, price_fen)
SELECT o.id, f.item_id, d.code, coalesce(f.name, d.name), d.times, coalesce(f.price_fen, 0)
FROM resolved r
JOIN care_servicerecord o ON o.provider_id = %(provider)s AND o.upload_id = %(upload)s AND o.client_key = r.client_key
JOIN done d ON d.row = r.row
LEFT JOIN offered f ON f.area_code = d.area_code AND f.served_on = d.served_on AND f.code = d.code
ORDER BY o.id
"""


def store(provider_id: int, upload_id: Any, by_id: int, source: str, now: datetime) -> int:
    """Returns how many records were written."""
    values = {"provider": provider_id, "upload": upload_id, "by": by_id, "source": source, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(RECORDS, values)
        written = cursor.rowcount
        cursor.execute(ITEMS, values)
    return int(written)
