"""Settle a batch that has no limits and no share: the fund bears all that is allowed. F3.

新疆第二十八条; 宁夏第三十七条、第四十一条; 黑龙江第二十八条; 乌鲁木齐第二十二条.
"""

from django.db import connection

from policy import rule
from settlement.models import ClaimBatch

# What rules refuse of each line, and what people decided: the same for every kind of batch.
JUDGED = """
    refused AS (
        SELECT line_id, min(coalesce(allowed_fen, 0)) AS allowed FROM settlement_finding
        WHERE batch_id = %(batch)s AND kind = 'reject' GROUP BY line_id
    ), decided AS (
        SELECT line_id, verdict, allowed_fen FROM settlement_decision WHERE batch_id = %(batch)s
    )
"""
ALLOWED = """
    least(l.amount_fen, CASE
        WHEN d.verdict = 'refuse' THEN 0
        WHEN d.verdict = 'cut' THEN least(d.allowed_fen, coalesce(r.allowed, d.allowed_fen))
        ELSE coalesce(r.allowed, l.amount_fen)
    END)
"""
# The article by which the fund bears costs of the kind. `pool` is the kind: no limit of care is used up.
CITES = {
    ClaimBatch.Kind.ASSESSMENT: "assessment.fee_bearer",
    ClaimBatch.Kind.HANDLING: "providers.handler.fee_bases",
}
SETTLE = f"""
    WITH {JUDGED}
    INSERT INTO settlement_settledline (id, month, batch_id, provider_id, person_id, day, minutes, pool, claimed_fen,
        refused_fen, over_cap_fen, own_fen, fund_fen, basis)
    SELECT id, month, batch_id, provider_id, person_id, day, minutes, %(pool)s, amount_fen,
        amount_fen - allowed, 0, 0, allowed,
        jsonb_strip_nulls(jsonb_build_object(
            'citation', %(citation)s, 'standard', CASE WHEN allowed > 0 THEN %(standard)s END))
    FROM (
        SELECT l.*, {ALLOWED} AS allowed FROM settlement_claimline l
        LEFT JOIN refused r ON r.line_id = l.id LEFT JOIN decided d ON d.line_id = l.id
        WHERE l.month = %(month)s AND l.batch_id = %(batch)s
    ) n
"""


def whole(batch: ClaimBatch) -> None:
    """Write the settled lines of the batch anew; nobody's month is locked, because no limit is shared."""
    line = rule(CITES.get(ClaimBatch.Kind(batch.kind), "settlement.claim_papers"), area=batch.area_code, on=batch.month)
    given = {
        "batch": batch.pk, "month": batch.month, "pool": batch.kind, "citation": line.citation,
        "standard": f"{batch.get_kind_display()}由基金支付",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM settlement_settledline WHERE month = %s AND batch_id = %s", [batch.month, batch.pk])
        cursor.execute(SETTLE, given)
