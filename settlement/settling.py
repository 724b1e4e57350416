"""Work out what the fund and the person bear of every line, by sets, under the lock of each person's month. F4.

A line's amount goes, in this order: what is refused (by a rule or a person) → what is above the standard's limit → the
person's share → the fund's. The limit is used up in the order of the services; what other batches of the person have been
settled for counts as used. Shares are rounded on the running sum, so that a month's total is exact to the fen.
"""

from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.db import connection

from settlement import partitions
from settlement.models import ClaimBatch
from settlement.reference import of_screening
from settlement.settling_whole import ALLOWED, JUDGED, whole


@dataclass(frozen=True)
class Sums:
    """A batch's totals in fen: claimed = refused + over_cap + own + fund."""

    claimed: int
    refused: int
    over_cap: int
    own: int
    fund: int


def settle(batch: ClaimBatch, now: datetime) -> Sums:
    """Write the settled lines of a batch anew; the same lines and decisions give the same fen every time."""
    partitions.ensure(batch.month)
    if batch.kind != ClaimBatch.Kind.CARE:
        whole(batch)
        return sums(batch)
    with connection.cursor() as cursor:
        lock(cursor, batch, now)
        cursor.execute("DELETE FROM settlement_settledline WHERE month = %s AND batch_id = %s", [batch.month, batch.pk])
        if batch.kind != ClaimBatch.Kind.CARE:
            whole(batch)
            return sums(batch)
        of_screening.lay_out(_scope(batch))
        cursor.execute(SETTLE, {"batch": batch.pk, "month": batch.month})
        _note(cursor, batch, now)
        return sums(batch)


def release(batch: ClaimBatch, now: datetime) -> None:
    """Give back what a batch has used of limits: it was sent back."""
    with connection.cursor() as cursor:
        if batch.kind == ClaimBatch.Kind.CARE:
            lock(cursor, batch, now)
        cursor.execute("DELETE FROM settlement_settledline WHERE month = %s AND batch_id = %s", [batch.month, batch.pk])
        if batch.kind == ClaimBatch.Kind.CARE:
            _note(cursor, batch, now)


def _scope(batch: ClaimBatch) -> Any:
    return SimpleNamespace(
        agency_id=batch.agency_id, area=batch.area_code, month=batch.month, batches=(batch.pk,), whole=False
    )


def lock(cursor: Any, batch: ClaimBatch, now: datetime) -> None:
    """Hold the months of all people of the batch until commit; in one order, so that two batches never wait crosswise."""
    people = {"batch": batch.pk, "month": batch.month}
    cursor.execute(PERSON_MONTHS, people)
    cursor.execute(LOCK, people)


PEOPLE = """
    SELECT DISTINCT person_id FROM settlement_claimline
    WHERE month = %(month)s AND batch_id = %(batch)s AND person_id IS NOT NULL
"""
PERSON_MONTHS = f"""
    INSERT INTO settlement_personmonth (person_id, month, fund_fen)
    SELECT person_id, %(month)s, 0 FROM ({PEOPLE}) p ORDER BY person_id ON CONFLICT DO NOTHING
"""
LOCK = f"""
    SELECT count(*) FROM (
        SELECT 1 FROM settlement_personmonth WHERE month = %(month)s AND person_id IN ({PEOPLE}) ORDER BY person_id FOR UPDATE
    ) locked
"""

# `bucket`: the day or month over which the limit runs; 0 where there is none.
SETTLE = f"""
    WITH {JUDGED}, lines AS (
        SELECT l.id, l.provider_id, l.person_id, l.day, l.starts, l.minutes, l.amount_fen,
            {ALLOWED} AS allowed,
            t.per, t.limit_fen, t.hour_fen, coalesce(t.share, 0) AS share, t.said, t.citation, coalesce(t.missing, '没有待遇标准') AS missing,
            CASE t.per WHEN 'day' THEN l.day WHEN 'month' THEN l.month END AS bucket,
            coalesce(s.mode || ':' || s.level || ':' || s.insured || ':' || s.variant, '') AS pool
        FROM settlement_claimline l
        LEFT JOIN refused r ON r.line_id = l.id
        LEFT JOIN decided d ON d.line_id = l.id
        LEFT JOIN ref_standing s ON s.person_id = l.person_id AND l.day BETWEEN s.since AND s.until
        LEFT JOIN ref_standard t ON (t.insured, t.mode, t.level, t.variant) = (s.insured, s.mode, s.level, s.variant)
        WHERE l.month = %(month)s AND l.batch_id = %(batch)s
    ), priced AS (
        SELECT *, CASE
            WHEN share = 0 THEN 0
            WHEN hour_fen IS NOT NULL THEN least(allowed, round(hour_fen * minutes / 60.0)::bigint)
            ELSE allowed
        END AS payable FROM lines
    ), used AS (
        SELECT person_id, CASE WHEN pool LIKE '%%|day' THEN day ELSE month END AS bucket, pool,
            sum(own_fen + fund_fen) AS within
        FROM settlement_settledline
        WHERE month = %(month)s AND batch_id <> %(batch)s AND person_id IN (SELECT person_id FROM ref_who)
        GROUP BY 1, 2, 3
    ), running AS (
        SELECT p.*, coalesce(u.within, 0) AS before_within,
            coalesce(sum(payable) OVER earlier, 0) AS before_here
        FROM priced p LEFT JOIN used u ON u.person_id = p.person_id AND u.bucket = p.bucket AND u.pool = p.pool || '|' || p.per
        WINDOW earlier AS (PARTITION BY p.person_id, p.pool, p.bucket ORDER BY p.day, p.starts, p.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    ), capped AS (
        SELECT *, CASE WHEN limit_fen IS NULL THEN payable
            ELSE greatest(0, least(payable, limit_fen - before_within - before_here)) END AS within
        FROM running
    ), shared AS (
        SELECT *, sum(within) OVER (PARTITION BY person_id, pool, bucket ORDER BY day, starts, id) AS upto FROM capped
    ), split AS (
        SELECT *, round((before_within + upto) * share / 100.0)::bigint - round((before_within + upto - within) * share / 100.0)::bigint
            AS fund FROM shared
    )
    INSERT INTO settlement_settledline (id, month, batch_id, provider_id, person_id, day, minutes, pool, claimed_fen, refused_fen,
        over_cap_fen, own_fen, fund_fen, basis)
    SELECT id, %(month)s, %(batch)s, provider_id, person_id, day, minutes, pool || '|' || coalesce(per, ''), amount_fen,
        amount_fen - CASE WHEN share = 0 THEN 0 ELSE allowed END,
        CASE WHEN share = 0 THEN 0 ELSE allowed - within END, within - fund, fund,
        jsonb_strip_nulls(jsonb_build_object(
            'standard', nullif(said, ''), 'citation', citation, 'share', share, 'limit', limit_fen,
            'used', CASE WHEN limit_fen IS NOT NULL THEN before_within + before_here END, 'hour', hour_fen,
            'missing', CASE WHEN share = 0 AND allowed > 0 THEN nullif(missing, '') END))
    FROM split
"""

# Only care counts (its pools have a bar): a fee of an assessment uses up nothing.
USUAL = """
    UPDATE settlement_personmonth p SET settled_at = %(now)s, fund_fen = coalesce(f.fund, 0), lat = f.lat, lon = f.lon
    FROM (
        SELECT w.person_id, (SELECT sum(s.fund_fen) FROM settlement_settledline s WHERE s.month = %(month)s AND s.person_id = w.person_id
                AND s.pool LIKE '%%|%%') AS fund,
            w.lat, w.lon
        FROM (
            SELECT person_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY lat) AS lat,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY lon) AS lon
            FROM settlement_claimline WHERE month = %(month)s AND batch_id = %(batch)s AND person_id IS NOT NULL GROUP BY person_id
        ) w
    ) f
    WHERE p.person_id = f.person_id AND p.month = %(month)s
"""


def _note(cursor: Any, batch: ClaimBatch, now: datetime) -> None:
    cursor.execute(USUAL, {"batch": batch.pk, "month": batch.month, "now": now})


def sums(batch: ClaimBatch) -> Sums:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(claimed_fen), 0), coalesce(sum(refused_fen), 0), coalesce(sum(over_cap_fen), 0), "
            "coalesce(sum(own_fen), 0), coalesce(sum(fund_fen), 0) FROM settlement_settledline WHERE month = %s AND batch_id = %s",
            [batch.month, batch.pk],
        )
        return Sums(*(int(value) for value in cursor.fetchone()))
