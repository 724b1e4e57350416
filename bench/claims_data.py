"""A province for the benchmark of claims, made by SQL: people with benefits and plans, staff, agreements, lines."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.crypto import blind_index
from accounts.models import Area, Organisation
from providers.models import Agreement
from settlement import partitions
from settlement.models import ClaimBatch
from tests.pages.desk import engaged

MONTH = date(2026, 3, 1)
LINES_A_PERSON, PEOPLE_A_CARER = 30, 8
TABLES = [
    "enrolment_person",
    "applications_application",
    "care_benefit",
    "care_benefitperiod",
    "care_placement",
    "care_careplan",
    "care_planitem",
    "providers_staffmember",
    "care_serviceitem",
]
ITEMS = 20


def make(people: int, providers: int) -> dict[str, Any]:
    """Everything but the lines; triggers of history are off meanwhile, nobody reads them here."""
    area = Area.objects.get_or_create(code="120000", defaults={"name": "天津市", "level": "province"})[0]
    agency = Organisation.objects.create(code="BENCH-A", name="经办中心", kind="agency", area=area)
    places = Organisation.objects.bulk_create(
        Organisation(code=f"BENCH-{n}", name=f"机构{n}", kind="provider", area=area) for n in range(providers)
    )
    for number, place in enumerate(places):
        Agreement.objects.create(
            agency=agency,
            organisation=place,
            number=f"BX{number}",
            starts_on=date(2025, 7, 1),
            ends_on=date(2026, 12, 31),
        )
    user = engaged("provider_manager", places[0], "管理员")
    given = {
        "people": people, "providers": providers, "agency": agency.pk, "first": places[0].pk, "user": user.pk, "month": MONTH,
        "carers": max(providers, people // PEOPLE_A_CARER), "items": ITEMS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in STATEMENTS:
            cursor.execute(statement, given)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(f"ANALYZE {table}")
    return {"office": agency, "places": places, "sender": user, **given}


PERSON = "(lpad(to_hex(n), 32, '0'))::uuid"
APPLICATION = "(lpad(to_hex(n + 1000000000), 32, '0'))::uuid"
BENEFIT = "(lpad(to_hex(n + 2000000000), 32, '0'))::uuid"
PLACE = "(%(first)s + n %% %(providers)s)"
STATEMENTS = (
    f"""
    INSERT INTO enrolment_person (id, name, initials, spelling, sex, born, ethnicity, id_type, id_number, id_index, id_last4, phone,
        phone_index, address, area_code, insured, insured_type, basic_insurance, work_injury_nursing_fee, version, created_at)
    SELECT {PERSON}, '参保' || n, '', '', 'female', '1950-01-01', '', 'resident_card', '', md5(n::text), '0000', '', '', '', '120000', true,
        'employee', true, false, 1, now() FROM generate_series(0, %(people)s - 1) n
    """,
    f"""
    INSERT INTO applications_application (id, matter, area_code, agency_id, policy_on, version, created_at, state, kind, channel,
        applicant_kind, applicant_name, applicant_relation, applicant_phone, applicant_id_number, applicant_address, residence, cause,
        care_type, coverage, education, living, caregiver, marked_change, offsite, self_scale, self_grade, grounds, supplement_from,
        missing_told, enquiry_reason, enquiry_findings, person_id)
    SELECT {APPLICATION}, {APPLICATION}, '120000', %(agency)s, '2025-12-01', 1, now(), 'withdrawn', 'initial', 'counter', 'self', '',
        'self', '', '', '', '', '', '', '', '', '', '', false, false, '', '', '[]', '', '[]', '', '', {PERSON}
    FROM generate_series(0, %(people)s - 1) n
    """,
    f"""
    INSERT INTO care_benefit (id, matter, area_code, agency_id, policy_on, version, created_at, state, application_id, person_id,
        insured, level, mode, provider_id, starts_on, end_cause)
    SELECT {BENEFIT}, {APPLICATION}, '120000', %(agency)s, '2025-12-01', 1, now(), 'active', {APPLICATION}, {PERSON}, 'employee', 3,
        'home', {PLACE}, '2026-01-01', '' FROM generate_series(0, %(people)s - 1) n
    """,
    f"""
    INSERT INTO care_benefitperiod (benefit_id, person_id, since, state, level, mode, provider_id, cause, event_on, citation)
    SELECT {BENEFIT}, {PERSON}, '2026-01-01', 'active', 3, 'home', {PLACE}, 'entitled', '2025-12-20', ''
    FROM generate_series(0, %(people)s - 1) n
    """,
    f"""
    INSERT INTO care_careplan (benefit_id, number, mode, provider_id, level, state, advice, staffing, reason, drafted_by_id,
        drafted_at, effective_from, confirmed_on, confirmed_by_name, confirmed_means)
    SELECT {BENEFIT}, 1, 'home', {PLACE}, 3, 'confirmed', '', '', '', %(user)s, now(), '2026-01-01', '2025-12-28', '家属', 'paper'
    FROM generate_series(0, %(people)s - 1) n
    """,
    """
    INSERT INTO care_planitem (plan_id, position, code, name, price_fen, weekdays, minutes, performer)
    SELECT p.id, k, 'B' || lpad(((p.id + k) %% %(items)s)::text, 2, '0'), '项目', 3000, '{1,2,3,4,5,6,7}', 60, 'carer'
    FROM care_careplan p CROSS JOIN generate_series(0, 2) k
    """,
    """
    INSERT INTO care_serviceitem (area_code, code, name, part, category, content, points, unit, price_fen, per_day_max, minutes_min,
        minutes_max, performers, excludes, starts_on, demo, source)
    SELECT '120000', 'B' || lpad(k::text, 2, '0'), '项目' || k, 'life', 'cleaning', '', '', 'time', 3000, 2, 20, 120, '{}', '{}', '2025-01-01', true, ''
    FROM generate_series(0, %(items)s - 1) k
    """,
    """
    INSERT INTO providers_staffmember (organisation_id, name, id_number, id_index, id_last4, kind, nhsa_code, certificate,
        labour_contract, starts_on, state)
    SELECT %(first)s + n %% %(providers)s, '护理' || n, '', md5('c' || n), '0000', 'carer', 'HL' || n, '', true, '2025-01-01', 'active'
    FROM generate_series(0, %(carers)s - 1) n
    """,
)

# A month of lines: each person once a day (or so) with the same carer, each carer from one person to the next. One in a
# hundred is wrong in one of the ways in which lines are.
LINES = """
    INSERT INTO settlement_claimline (month, batch_id, "row", provider_id, person_id, carer_id, carer_code, item_code, day, starts,
        ends, minutes, quantity, price_fen, amount_fen, lat, lon)
    SELECT %(month)s, b.id, k.k, %(first)s + q.n %% %(providers)s, (lpad(to_hex(q.n), 32, '0'))::uuid, c.id, c.nhsa_code,
        CASE WHEN k.k %% 211 = 7 THEN 'XX' ELSE i.code END, d.day,
        d.day + make_interval(hours => 7 + (q.n / %(carers)s) %% 10, mins => CASE WHEN k.k %% 307 = 5 THEN 40 ELSE 0 END),
        d.day + make_interval(hours => 7 + (q.n / %(carers)s) %% 10, mins => CASE WHEN k.k %% 307 = 5 THEN 90 ELSE 50 + (k.k %% 7)::int END),
        CASE WHEN k.k %% 307 = 5 THEN 50 ELSE 50 + (k.k %% 7)::int END, 1, CASE WHEN k.k %% 401 = 3 THEN 3100 ELSE 3000 END,
        CASE WHEN k.k %% 401 = 3 THEN 3100 ELSE 3000 END, 39 + (q.n %% 100) / 1000.0, 117 + (q.n %% 77) / 1000.0
    FROM generate_series(0, %(lines)s - 1) k(k)
    CROSS JOIN LATERAL (SELECT (k.k / 30)::int AS n) q
    CROSS JOIN LATERAL (SELECT %(month)s::date + (k.k %% 30)::int AS day) d
    JOIN bench_item i ON i.n = q.n AND i.k = k.k %% 3
    JOIN bench_carer c ON c.n = q.n
    JOIN bench_batch b ON b.place = q.n %% %(providers)s
"""
PREPARE = (
    """
    CREATE TEMPORARY TABLE bench_carer ON COMMIT DROP AS
    SELECT n, s.id, s.nhsa_code FROM generate_series(0, %(people)s - 1) n
    JOIN providers_staffmember s ON s.nhsa_code = 'HL' || (n %% %(carers)s)
    """,
    """
    CREATE TEMPORARY TABLE bench_item ON COMMIT DROP AS
    SELECT ('x' || right(b.person_id::text, 8))::bit(32)::int AS n, i.position AS k, i.code
    FROM care_planitem i JOIN care_careplan p ON p.id = i.plan_id JOIN care_benefit b ON b.id = p.benefit_id
    """,
    """
    CREATE TEMPORARY TABLE bench_batch ON COMMIT DROP AS
    SELECT id, (provider_id - %(first)s)::int AS place FROM settlement_claimbatch WHERE agency_id = %(agency)s
    """,
    "ANALYZE bench_carer",
    "ANALYZE bench_item",
    "ANALYZE bench_batch",
)


def fill(town: dict[str, Any], lines: int) -> list[ClaimBatch]:
    """A batch of each provider, and `lines` lines among them."""
    from django.utils import timezone

    partitions.ensure(MONTH)
    now = timezone.now()
    batches = []
    for number, place in enumerate(town["places"]):
        key = UUID(int=3_000_000_000 + number)
        batches.append(
            ClaimBatch(
                id=key,
                matter=key,
                agency=town["office"],
                area_code="120000",
                policy_on=MONTH,
                created_at=now,
                provider=place,
                month=MONTH,
            )  # fmt: skip
        )
    ClaimBatch.objects.bulk_create(batches)
    with connection.cursor() as cursor:
        for statement in PREPARE:
            cursor.execute(statement, town)
        cursor.execute(LINES, {**town, "lines": lines})
        cursor.execute("ANALYZE settlement_claimline")
    return batches


def csv_of(town: dict[str, Any], rows: int, numbers: dict[int, str]) -> bytes:
    """The same lines as a provider would send them; the people get real index values of these numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, carer_code, item_code, day, to_char(starts AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'), "
            "to_char(ends AT TIME ZONE 'Asia/Shanghai', 'HH24:MI'), price_fen FROM settlement_claimline ORDER BY id LIMIT %s",
            [rows],
        )
        out = ["服务日期,开始时间,结束时间,证件号码,护理人员编码,项目编码,数量,单价,金额"]
        for person, carer, item, day, starts, ends, price in cursor:
            yuan = f"{price / 100:.2f}"
            out.append(f"{day},{starts},{ends},{numbers[person.int]},{carer},{item},1,{yuan},{yuan}")
    return ("\n".join(out) + "\n").encode()


def number_people(count: int) -> dict[int, str]:
    """Give the first people numbers by which a file can name them."""
    numbers = {n: f"1201011950{n:08d}" for n in range(count)}
    rows = [(f"{UUID(int=n)}", blind_index(number, "id_number")) for n, number in numbers.items()]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_number (id uuid, id_index text) ON COMMIT DROP")
        with cursor.copy("COPY bench_number FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE enrolment_person DISABLE TRIGGER USER")
        cursor.execute("UPDATE enrolment_person p SET id_index = n.id_index FROM bench_number n WHERE n.id = p.id")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE enrolment_person ENABLE TRIGGER USER")
        cursor.execute("ANALYZE enrolment_person")
    return numbers
