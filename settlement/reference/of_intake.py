"""What an upload is held against: whom the provider serves, who its carers are, which services were recorded."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from care.models import BenefitPeriod
from settlement.models import Intake
from settlement.partitions import following


def served(provider_id: int, month: date) -> set[UUID]:
    """The people whom the provider serves on some day of the month; days are the rules' business."""
    rows = BenefitPeriod.objects.filter(Q(until__isnull=True) | Q(until__gte=month), provider_id=provider_id)
    return set(rows.filter(since__lt=following(month)).values_list("person_id", flat=True))


def records(intake: Intake) -> None:
    """Fill `intake_records(record, record_id, person_id, day)` with the records that rows name and none has claimed."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS intake_records")
        cursor.execute(
            f"""
            CREATE TEMPORARY TABLE intake_records ON COMMIT DROP AS
            SELECT r.client_key::text AS record, r.id AS record_id, b.person_id, r.served_on AS day
            FROM care_servicerecord r JOIN care_benefit b ON b.id = r.benefit_id
            WHERE r.provider_id = %s AND r.state = 'recorded' AND r.claimed_at IS NULL
                AND r.client_key IN (SELECT record FROM "{intake.staging}" WHERE record <> '')
            """,
            [intake.provider_id],
        )


def matters(intake: Intake) -> None:
    """Fill `intake_records` with the matters that rows name and in which the body was sent for an assessment."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS intake_records")
        cursor.execute(
            f"""
            CREATE TEMPORARY TABLE intake_records ON COMMIT DROP AS
            SELECT DISTINCT a.matter::text AS record, p.person_id
            FROM assessment_assessment a JOIN applications_application p ON p.id = a.application_id
            WHERE a.body_id = %s AND a.agency_id = %s
                AND a.matter::text IN (SELECT lower(record) FROM "{intake.staging}" WHERE record <> '')
            """,
            [intake.provider_id, intake.agency_id],
        )


def carers(provider_id: int) -> None:
    """Fill `intake_carers(code, carer_id)`: the provider's own staff; a code that is on another's roster only is that."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS intake_carers")
        cursor.execute(
            """
            CREATE TEMPORARY TABLE intake_carers ON COMMIT DROP AS
            SELECT DISTINCT ON (code) code, carer_id FROM (
                SELECT CASE WHEN nhsa_code <> '' THEN nhsa_code ELSE 'S' || id END AS code, id AS carer_id,
                    organisation_id = %(provider)s AS own, state = 'active' AS active
                FROM providers_staffmember WHERE organisation_id = %(provider)s OR nhsa_code <> ''
            ) s ORDER BY code, own DESC, active DESC, carer_id
            """,
            {"provider": provider_id},
        )


def code_of(nhsa_code: str, pk: int) -> str:
    """How a carer is named in a claim: by the official code, else by that of this system."""
    return nhsa_code or f"S{pk}"
