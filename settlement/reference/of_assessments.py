"""What the rules are told of the assessments of the people in a batch of assessment fees, as a temporary table. A18, F2."""

import json
from datetime import date
from uuid import UUID

from django.db import connection

from assessment.models import Assessment
from assessment.rules.fees import FIRST_FAILED, FIRST_PASSED, REVIEW_CHANGED, REVIEW_UNCHANGED
from assessment.states import State
from policy import rule
from policy.words import word

# Visits are counted on the days of the clock on the wall in China.
ZONE = "Asia/Shanghai"
CASES = (FIRST_PASSED, FIRST_FAILED, REVIEW_CHANGED, REVIEW_UNCHANGED)

# Who bears a fee stands in its own row where the person paid in advance; else it follows from the conclusion.
ASSESSMENTS = f"""
    CREATE TEMPORARY TABLE ref_assessment ON COMMIT DROP AS
    SELECT a.body_id, p.person_id, a.id AS assessment_id, (a.visited_at AT TIME ZONE '{ZONE}')::date AS day, a.state,
        %(kinds)s::jsonb ->> a.kind AS kind, %(states)s::jsonb ->> a.state AS state_label, a.concluded_on,
        %(words)s::jsonb ->> c.outcome AS outcome,
        coalesce(nullif(f.bearer, ''), %(bearers)s::jsonb ->> c.outcome, %(open)s) AS bearer
    FROM assessment_assessment a JOIN applications_application p ON p.id = a.application_id
    LEFT JOIN assessment_assessment first ON first.id = a.follows_id
    LEFT JOIN assessment_fee f ON f.assessment_id = a.id
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN a.concluded_on IS NULL THEN NULL
            WHEN a.kind = '{Assessment.Kind.REVIEW}' AND a.level IS NOT DISTINCT FROM first.level THEN '{REVIEW_UNCHANGED}'
            WHEN a.kind = '{Assessment.Kind.REVIEW}' THEN '{REVIEW_CHANGED}'
            WHEN a.level = ANY(%(levels)s) THEN '{FIRST_PASSED}'
            ELSE '{FIRST_FAILED}'
        END AS outcome
    ) c
    WHERE a.agency_id = %(agency)s AND (a.body_id, p.person_id) IN (
        SELECT provider_id, person_id FROM settlement_claimline WHERE month = %(month)s AND batch_id = ANY(%(asked)s)
    )
"""


def lay_out(agency_id: int, area: str, month: date, batches: tuple[UUID, ...]) -> None:
    """Fill `ref_assessment` with what the bodies of the batches were sent for, of the people whom the batches name."""
    bearers = rule("assessment.fee_bearer", area=area, on=month).value
    known = set(bearers.values())
    given = {
        "agency": agency_id,
        "month": month,
        "asked": list(batches),
        "bearers": json.dumps(bearers),
        # Where every outcome has the same bearer the conclusion need not be waited for.
        "open": known.pop() if len(known) == 1 else "",
        "levels": list(rule("assessment.eligible_levels", area=area, on=month).value),
        "words": json.dumps({case: word("fee_cases", case) for case in CASES}),
        "kinds": json.dumps({kind.value: str(kind.label) for kind in Assessment.Kind}),
        "states": json.dumps({state.value: str(state.label) for state in State}),
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS ref_assessment")
        cursor.execute(ASSESSMENTS, given)
        cursor.execute("ANALYZE ref_assessment")
