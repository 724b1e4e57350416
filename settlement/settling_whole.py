"""Settle what the fund bears whole: fees of assessments and of handlers, which no person shares. F4."""

import json

from django.db import connection

from policy import rule
from settlement.models import ClaimBatch

CITES = {ClaimBatch.Kind.HANDLING: "providers.handler.fee_bases"}
USUAL = "settlement.separate_posts"


def whole(batch: ClaimBatch) -> None:
    """Write the settled lines of a batch that is not of care: claimed = refused + fund, by findings and decisions."""
    line = rule(CITES.get(ClaimBatch.Kind(batch.kind), USUAL), area=batch.area_code, on=batch.policy_on)
    with connection.cursor() as cursor:
        basis = json.dumps({"citation": line.citation, "share": 100})
        cursor.execute(WHOLE, {"batch": batch.pk, "month": batch.month, "basis": basis})


WHOLE = """
    WITH refused AS (
        SELECT line_id, min(coalesce(allowed_fen, 0)) AS allowed FROM settlement_finding
        WHERE batch_id = %(batch)s AND kind = 'reject' GROUP BY line_id
    ), lines AS (
        SELECT l.*, least(l.amount_fen, CASE
                WHEN d.verdict = 'refuse' THEN 0
                WHEN d.verdict = 'cut' THEN least(d.allowed_fen, coalesce(r.allowed, d.allowed_fen))
                ELSE coalesce(r.allowed, l.amount_fen)
            END) AS allowed
        FROM settlement_claimline l
        LEFT JOIN refused r ON r.line_id = l.id
        LEFT JOIN settlement_decision d ON d.batch_id = l.batch_id AND d.line_id = l.id
        WHERE l.month = %(month)s AND l.batch_id = %(batch)s
    )
    INSERT INTO settlement_settledline (id, month, batch_id, provider_id, person_id, day, minutes, pool, claimed_fen,
        refused_fen, over_cap_fen, own_fen, fund_fen, basis)
    SELECT id, month, batch_id, provider_id, person_id, day, minutes, '', amount_fen, amount_fen - allowed, 0, 0,
        allowed, %(basis)s::jsonb
    FROM lines
"""
