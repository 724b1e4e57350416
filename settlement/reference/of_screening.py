"""What the rules are told of each person, carer, item and provider on each day, as temporary tables of the transaction.

At most one row of each table holds for a line: periods, stays, plans and versions of items do not overlap.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.db import connection

from care.models import ServiceItem
from care.terms import terms
from policy import chain
from settlement.partitions import following
from settlement.reference import of_standards

TABLES: dict[str, str] = {
    "ref_who": "person_id uuid PRIMARY KEY",
    "ref_standing": (
        "person_id uuid, since date, until date, state text, cause text, mode text, level smallint, insured text, "
        "variant text, provider_id bigint, hours_cap integer, day_cap_fen bigint, month_cap_fen bigint"
    ),
    "ref_stay": "person_id uuid, since date, until date, admitted_on date, discharged_on date",
    "ref_person": "person_id uuid, died_on date, lat double precision, lon double precision",
    "ref_plan": "person_id uuid, since date, until date",
    "ref_plan_item": "person_id uuid, item_code text, since date, until date, per_week integer",
    "ref_item": (
        "code text, since date, until date, price_fen bigint, per_day_max integer, per_week_max integer, "
        "per_month_max integer, minutes_min integer, minutes_max integer, performers text[], excludes boolean"
    ),
    "ref_exclusion": "code text, other text",
    # `who`: the same for all entries of one person, on whichever rosters.
    "ref_carer": (
        "carer_id bigint, who bigint, provider_id bigint, kind text, since date, until date, qualified_until date, "
        "banned_since date, banned_until date"
    ),
    "ref_agreement": "provider_id bigint, since date, until date",
}


class ScopeLike(Protocol):
    """What is in question: `settlement.screening.Scope`."""

    agency_id: int
    area: str
    month: date
    batches: tuple[UUID, ...]
    whole: bool


def create() -> None:
    """The tables, empty."""
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")


def fill(table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(TABLES)}")


def lay_out(scope: ScopeLike) -> None:
    """Fill the tables for the people, staff and providers that claims of the agency's month may name."""
    create()
    catalogue = ServiceItem.objects.of_area(scope.area, scope.month).values_list("area_code", flat=True).first()
    hospital = terms(scope.area, scope.month)
    given = {
        "agency": scope.agency_id,
        "month": scope.month,
        "next": following(scope.month),
        "asked": list(scope.batches),
        "catalogue": catalogue or chain(scope.area)[-1],
        "from": OFFSETS[hospital.hospital_from.value],
        "until": OFFSETS[hospital.hospital_until.value],
    }
    with connection.cursor() as cursor:
        cursor.execute(WHOLE_WHO if scope.whole else ASKED_WHO, given)
        cursor.execute("ANALYZE ref_who")
        for statement in STATEMENTS:
            cursor.execute(statement, given)
    of_standards.lay_out(scope.area, scope.month)
    with connection.cursor() as cursor:
        cursor.execute(CAPS)
    analyze()


OFFSETS = {"same_day": 0, "next_day": 1}
ASKED_WHO = """
    INSERT INTO ref_who SELECT DISTINCT person_id FROM settlement_claimline
    WHERE month = %(month)s AND batch_id = ANY(%(asked)s) AND person_id IS NOT NULL
"""
WHOLE_WHO = "INSERT INTO ref_who SELECT DISTINCT person_id FROM care_benefit WHERE agency_id = %(agency)s"

STANDING = """
    INSERT INTO ref_standing (person_id, since, until, state, cause, mode, level, insured, variant, provider_id)
    SELECT p.person_id, p.since, coalesce(p.until, 'infinity'), p.state, p.cause, p.mode, p.level, b.insured,
        coalesce(v.variant, ''), p.provider_id
    FROM ref_who w JOIN care_benefitperiod p ON p.person_id = w.person_id JOIN care_benefit b ON b.id = p.benefit_id
    LEFT JOIN LATERAL (
        SELECT variant FROM care_placement a
        WHERE a.benefit_id = p.benefit_id AND a.state = 'accepted' AND a.mode = p.mode AND a.serves_from <= %(next)s
        ORDER BY a.chosen_on DESC, a.id DESC LIMIT 1
    ) v ON true
    WHERE p.since < %(next)s AND coalesce(p.until, 'infinity') >= %(month)s
"""
STAYS = """
    INSERT INTO ref_stay
    SELECT b.person_id, s.admitted_on + %(from)s, coalesce(s.discharged_on - 1 + %(until)s, 'infinity'), s.admitted_on,
        s.discharged_on
    FROM care_hospitalstay s JOIN care_benefit b ON b.id = s.benefit_id JOIN ref_who w ON w.person_id = b.person_id
    WHERE s.admitted_on < %(next)s AND coalesce(s.discharged_on, 'infinity') >= %(month)s
        AND s.admitted_on + %(from)s <= coalesce(s.discharged_on - 1 + %(until)s, 'infinity')
"""
# Where a person is usually served is known from the month before.
PEOPLE = """
    INSERT INTO ref_person
    SELECT e.id, least(e.died_on, max(b.died_on)), max(u.lat), max(u.lon)
    FROM ref_who w JOIN enrolment_person e ON e.id = w.person_id LEFT JOIN care_benefit b ON b.person_id = e.id
    LEFT JOIN settlement_personmonth u ON u.person_id = e.id AND u.month = (%(month)s::date - interval '1 month')::date
    GROUP BY e.id
"""
PLANS = """
    INSERT INTO ref_plan
    SELECT b.person_id, p.effective_from, coalesce(p.effective_until, 'infinity')
    FROM care_careplan p JOIN care_benefit b ON b.id = p.benefit_id JOIN ref_who w ON w.person_id = b.person_id
    WHERE p.state = 'confirmed' AND p.effective_from < %(next)s AND coalesce(p.effective_until, 'infinity') >= %(month)s
"""
PLAN_ITEMS = """
    INSERT INTO ref_plan_item
    SELECT b.person_id, i.code, p.effective_from, coalesce(p.effective_until, 'infinity'), sum(cardinality(i.weekdays))
    FROM care_careplan p JOIN care_benefit b ON b.id = p.benefit_id JOIN ref_who w ON w.person_id = b.person_id
    JOIN care_planitem i ON i.plan_id = p.id
    WHERE p.state = 'confirmed' AND p.effective_from < %(next)s AND coalesce(p.effective_until, 'infinity') >= %(month)s
    GROUP BY 1, 2, 3, 4
"""
EXCLUSIONS = """
    INSERT INTO ref_exclusion
    SELECT code, other FROM care_serviceitem, unnest(excludes) AS other WHERE area_code = %(catalogue)s
    UNION SELECT other, code FROM care_serviceitem, unnest(excludes) AS other WHERE area_code = %(catalogue)s
"""
ITEMS = """
    INSERT INTO ref_item
    SELECT code, starts_on, coalesce(ends_on, 'infinity'), price_fen, per_day_max, per_week_max, per_month_max,
        minutes_min, minutes_max, performers, code IN (SELECT code FROM ref_exclusion)
    FROM care_serviceitem
    WHERE area_code = %(catalogue)s AND starts_on < %(next)s AND coalesce(ends_on, 'infinity') >= %(month)s
"""
# Bans of one person in one month follow each other or overlap: they last months at least.
CARERS = """
    INSERT INTO ref_carer (carer_id, who, provider_id, kind, since, until, qualified_until, banned_since, banned_until)
    SELECT s.id, min(s.id) OVER (PARTITION BY s.id_index), s.organisation_id, s.kind, s.starts_on,
        coalesce(s.ends_on, 'infinity'), s.certificate_until, n.since, n.until
    FROM providers_staffmember s
    LEFT JOIN (
        SELECT id_index, min(starts_on) AS since, max(ends_on) AS until FROM providers_practiceban
        WHERE scope IN ('practise', 'payment') AND starts_on < %(next)s AND ends_on >= %(month)s GROUP BY id_index
    ) n ON n.id_index = s.id_index
    WHERE s.organisation_id IN (SELECT organisation_id FROM providers_agreement WHERE agency_id = %(agency)s)
"""
# Terminated: until that day; suspended: until the day before.
AGREEMENTS = """
    INSERT INTO ref_agreement
    SELECT organisation_id, starts_on, least(ends_on, ended_on, suspended_from - 1) FROM providers_agreement
    WHERE agency_id = %(agency)s AND starts_on < %(next)s AND ends_on >= %(month)s
"""
STATEMENTS = (STANDING, STAYS, PEOPLE, PLANS, PLAN_ITEMS, EXCLUSIONS, ITEMS, CARERS, AGREEMENTS)
CAPS = """
    UPDATE ref_standing s SET hours_cap = d.hours_cap, day_cap_fen = CASE WHEN d.per = 'day' THEN d.limit_fen END,
        month_cap_fen = CASE WHEN d.per = 'month' THEN d.limit_fen END
    FROM ref_standard d
    WHERE (d.insured, d.mode, d.level, d.variant) = (s.insured, s.mode, s.level, s.variant)
"""
