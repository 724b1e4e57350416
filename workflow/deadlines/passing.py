"""Mark what has passed without an act: overdue where somebody had to act, expired where a day merely came."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.posts import Post
from workflow.deadlines.notifying import LABELS, OVERDUE_TEXT
from workflow.models.deadline_kind import MUST_ACT

BATCH = 500
MARK = """
WITH due AS (
    SELECT id, kind = ANY(%(must_act)s) AS must_act FROM workflow_deadline
    WHERE state = 'running' AND act_at_due = '' AND due_on < %(before)s
      AND (%(matter)s::uuid IS NULL OR matter = %(matter)s::uuid)
    ORDER BY due_on, id LIMIT %(size)s
    FOR UPDATE SKIP LOCKED
), passed AS (
    UPDATE workflow_deadline AS d
    SET state = CASE WHEN due.must_act THEN 'overdue' ELSE 'expired' END,
        closed_on = CASE WHEN due.must_act THEN NULL ELSE d.due_on END
    FROM due WHERE d.id = due.id
    RETURNING d.id, d.matter, d.kind, d.state, d.agency_id, d.due_on
), told AS (
    INSERT INTO workflow_notification (kind, matter, deadline_id, post, organisation_id, due_on, text, created_at)
    SELECT 'overdue', matter, id, %(post)s, agency_id, due_on,
           format(%(text)s, %(labels)s::jsonb ->> kind, to_char(due_on, 'YYYY-MM-DD')), %(now)s
    FROM passed WHERE state = 'overdue'
    ON CONFLICT DO NOTHING
)
SELECT count(*) FILTER (WHERE state = 'overdue'), count(*) FILTER (WHERE state = 'expired') FROM passed
"""


def mark_passed(now: datetime, before: date, matter: UUID | None = None) -> tuple[int, int]:
    """Mark every running deadline without an act whose day is before `before`; the supervisor is told of overdue ones.

    Returns how many became overdue and how many expired. One query per 500 rows.
    """
    overdue = expired = 0
    while True:
        batch = _mark_batch(now, before, matter)
        overdue, expired = overdue + batch[0], expired + batch[1]
        if sum(batch) < BATCH:
            return overdue, expired


def _mark_batch(now: datetime, before: date, matter: UUID | None) -> tuple[int, int]:
    values: dict[str, Any] = {
        "must_act": [kind.value for kind in MUST_ACT],
        "before": before,
        "matter": matter,
        "size": BATCH,
        "post": Post.SUPERVISOR.value,
        "text": OVERDUE_TEXT,
        "labels": LABELS,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(MARK, values)
        row = cursor.fetchone()
    return row[0], row[1]
