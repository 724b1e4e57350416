"""The lines of assessment fees with all that the rules ask of them, as one table; the findings of a rule over it. F2, A18."""

from assessment.states import State
from settlement.models import ASSESSMENT_ITEM, ClaimBatch
from settlement.rules import Rule
from settlement.states import State as BatchState

# The visit's day decides the month, so that another line of the same assessment always lies in the same month.
LINES = f"""
    CREATE TEMPORARY TABLE screen_fees ON COMMIT DROP AS
    SELECT n.id, n.batch_id, n.month, n."row", n.day, n.amount_fen, a.assessment_id, a.kind AS assessment_kind,
        a.state_label AS assessment_state, a.concluded_on, a.outcome, a.bearer, v.visits, e."row" AS earlier_row,
        e.number AS earlier_batch, coalesce(e.unpaid, false) AS earlier_unpaid
    FROM settlement_claimline n
    LEFT JOIN (
        SELECT DISTINCT ON (body_id, person_id, day) * FROM ref_assessment
        WHERE day IS NOT NULL AND state <> '{State.CANCELLED}' ORDER BY body_id, person_id, day, assessment_id
    ) a ON (a.body_id, a.person_id, a.day) = (n.provider_id, n.person_id, n.day)
    LEFT JOIN (
        SELECT body_id, person_id, string_agg(coalesce(day::text, '尚未评估') || '（' || state_label || '）', '、' ORDER BY day) AS visits
        FROM ref_assessment GROUP BY 1, 2
    ) v ON (v.body_id, v.person_id) = (n.provider_id, n.person_id)
    LEFT JOIN LATERAL (
        SELECT o."row", b.number, b.state = '{BatchState.PAID}' AND coalesce(s.fund_fen, 0) = 0 AS unpaid
        FROM settlement_claimline o JOIN settlement_claimbatch b ON b.id = o.batch_id
        LEFT JOIN settlement_settledline s ON s.month = o.month AND s.id = o.id
        WHERE o.month = n.month AND o.person_id = n.person_id AND o.day = n.day AND o.provider_id = n.provider_id
            AND o.item_code = '{ASSESSMENT_ITEM}' AND b.kind = '{ClaimBatch.Kind.ASSESSMENT}' AND b.state = ANY(%(live)s)
            AND CASE WHEN o.batch_id = n.batch_id THEN o."row" < n."row" ELSE o.id < n.id END
        ORDER BY unpaid, o.id LIMIT 1
    ) e ON true
    WHERE n.month = %(month)s AND n.batch_id = ANY(%(asked)s)
"""


def findings(rule: Rule, target: str) -> str:
    """INSERT the findings of one rule."""
    evidence = ", ".join(f"'{label}', {sql}" for label, sql in rule.evidence.items())
    return f"""
        INSERT INTO {target} (batch_id, line_id, month, rule, kind, evidence, version, citation, allowed_fen, answer)
        SELECT h.batch_id, h.id, h.month, %(rule)s, %(kind)s, jsonb_strip_nulls(jsonb_build_object({evidence})), %(version)s,
            %(citation)s, {rule.allowed or "NULL::bigint"}, ''
        FROM screen_fees h WHERE {rule.condition}
        ON CONFLICT DO NOTHING
    """
