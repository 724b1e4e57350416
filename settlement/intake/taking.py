"""Turn checked rows into lines: one INSERT … SELECT into the month's partition. F1."""

from datetime import datetime

from django.db import connection

from settlement import partitions, reference
from settlement.intake.checking import joined
from settlement.models import ASSESSMENT_ITEM, ClaimBatch, Intake

# Times of the file are those of the clock on the wall in China.
ZONE = "Asia/Shanghai"
CARE = f"""
    SELECT %(month)s, %(batch)s, s."row", %(provider)s, p.person_id, c.carer_id, s.carer_code, s.item_code,
        d.day, (d.day + s.starts::time) AT TIME ZONE '{ZONE}', (d.day + s.ends::interval) AT TIME ZONE '{ZONE}',
        extract(epoch FROM s.ends::interval - s.starts::interval)::int / 60, s.quantity::numeric,
        (s.price::numeric * 100)::bigint, (s.amount::numeric * 100)::bigint,
        nullif(s.lat, '')::float8, nullif(s.lon, '')::float8, r.record_id
    FROM {{joined}} LEFT JOIN intake_carers c ON c.code = s.carer_code
"""
# One assessment of one person on the day of the visit: body, person and day say which.
ASSESSMENT = """
    SELECT %(month)s, %(batch)s, s."row", %(provider)s, p.person_id, NULL::bigint, '', %(item)s,
        d.day, NULL::timestamptz, NULL::timestamptz, 0, 1, (s.amount::numeric * 100)::bigint, (s.amount::numeric * 100)::bigint,
        NULL::float8, NULL::float8, NULL::bigint
    FROM {joined}
"""
ROWS: dict[str, str] = {ClaimBatch.Kind.CARE: CARE, ClaimBatch.Kind.ASSESSMENT: ASSESSMENT}


def take(intake: Intake, batch: ClaimBatch) -> tuple[int, int]:
    """Write the lines of a batch; returns how many and their sum in fen. Needs the tables that `check` left."""
    partitions.ensure(batch.month)
    reference.carers(batch.provider_id)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH taken AS (
                INSERT INTO settlement_claimline (month, batch_id, "row", provider_id, person_id, carer_id, carer_code,
                    item_code, day, starts, ends, minutes, quantity, price_fen, amount_fen, lat, lon, record_id)
                {ROWS[batch.kind].format(joined=joined(intake))}
                RETURNING amount_fen
            ) SELECT count(*), coalesce(sum(amount_fen), 0) FROM taken
            """,
            {"month": batch.month, "batch": batch.pk, "provider": batch.provider_id, "item": ASSESSMENT_ITEM},
        )
        count, total = cursor.fetchone()
    return int(count), int(total)


CLAIM = """
    WITH named AS (
        SELECT DISTINCT record_id FROM settlement_claimline
        WHERE month = %(month)s AND batch_id = %(batch)s AND record_id IS NOT NULL
    ), claimed AS (
        UPDATE care_servicerecord r SET claim = %(batch)s, claimed_at = %(now)s FROM named n
        WHERE r.id = n.record_id AND r.state = 'recorded' AND r.claimed_at IS NULL RETURNING r.id
    ) SELECT (SELECT count(*) FROM named) - (SELECT count(*) FROM claimed)
"""


def claim_records(batch: ClaimBatch, now: datetime) -> int:
    """The service records that the lines name are corrected no more and claimed by no other batch (C5).

    Returns how many were corrected or claimed by somebody else since they were checked.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"month": batch.month, "batch": batch.pk, "now": now})
        return int(cursor.fetchone()[0])
