"""What the database knows against the staged lines of a file, one question a query."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection

from care import queries
from documents.workbooks import Fault
from policy import rule

MOST_FAULTS = 2000
# Who is meant, person by person: whom the provider serves or served, and how they stand from day to day.
MEANT = """
CREATE TEMPORARY TABLE meant ON COMMIT DROP AS
SELECT i.id_index, p.name AS person_name, b.id AS benefit_id, b.area_code, b.agency_id, b.died_on,
       b.starts_on AS benefit_from, row_number() OVER (PARTITION BY i.id_index ORDER BY b.created_at DESC) AS place
FROM (SELECT DISTINCT id_index FROM staged) i
JOIN enrolment_person p ON p.id_index = i.id_index
JOIN care_benefit b ON b.person_id = p.id
JOIN (SELECT DISTINCT benefit_id FROM care_placement WHERE provider_id = %(provider)s AND state = 'accepted') c
    ON c.benefit_id = b.id
"""
HELD = """
CREATE TEMPORARY TABLE held ON COMMIT DROP AS
SELECT m.*, bp.since, bp.until, bp.state, bp.provider_id, bp.cause, bp.mode
FROM meant m JOIN care_benefitperiod bp ON bp.benefit_id = m.benefit_id
"""
# Periods of a person never overlap, so a day has one of them at most; without one the latest benefit is meant.
RESOLVE = """
CREATE TEMPORARY TABLE resolved ON COMMIT DROP AS
SELECT s.*, coalesce(h.benefit_id, l.benefit_id) AS benefit_id, coalesce(h.area_code, l.area_code) AS area_code,
       coalesce(h.agency_id, l.agency_id) AS agency_id, l.person_name, m.id AS carer_id, m.id_index AS carer_index,
       h.state, h.provider_id, h.cause, h.mode, coalesce(h.mode, '') IN ('home', 'family') AS exclusive,
       (m.state = 'active' AND m.starts_on <= s.served_on AND (m.ends_on IS NULL OR m.ends_on >= s.served_on)
        AND (m.certificate_until IS NULL OR m.certificate_until >= s.served_on)
        AND NOT (m.id_index IN (SELECT id_index FROM providers_practiceban WHERE scope = 'practise') AND EXISTS (
            SELECT 1 FROM providers_practiceban n WHERE n.id_index = m.id_index AND n.scope = 'practise'
            AND s.served_on BETWEEN n.starts_on AND n.ends_on))) AS serving,
       coalesce(h.died_on, l.died_on) AS died_on, coalesce(h.benefit_from, l.benefit_from) AS benefit_from
FROM staged s
LEFT JOIN meant l ON l.id_index = s.id_index AND l.place = 1
LEFT JOIN held h ON h.id_index = s.id_index AND h.since <= s.served_on AND (h.until IS NULL OR h.until >= s.served_on)
LEFT JOIN providers_staffmember m
    ON m.organisation_id = %(provider)s AND m.nhsa_code = s.carer AND m.kind NOT IN ('manager', 'family')
       AND m.nhsa_code <> '' AND m.state <> 'left'
"""
# (column, code, sentence, condition) of what is asked of each row by itself; all of it in one look at a sound file.
QUESTIONS = (
    ("参保人证件号码", "not_permitted", "不是本机构的服务对象。", "benefit_id IS NULL"),
    ("参保人姓名", "invalid_input", "与证件号码登记的姓名不一致。", "benefit_id IS NOT NULL AND person_name <> person"),
    ("服务人员编码", "not_qualified", "本机构名册中没有这个人员编码。", "carer_id IS NULL"),
    (
        "服务人员编码", "not_qualified", "当日不在岗、资格证书已经过期，或者在限制从业期间。",
        "carer_id IS NOT NULL AND NOT serving",
    ),
    ("开始时间", "too_late", "参保人已经死亡。", "benefit_id IS NOT NULL AND state IS NULL AND served_on > died_on"),
    (
        "开始时间", "too_late", "待遇已经终止。",
        "benefit_id IS NOT NULL AND state IS NULL AND (died_on IS NULL OR served_on <= died_on) "
        "AND benefit_from <= served_on",
    ),
    (
        "开始时间", "too_early", "待遇尚未开始。",
        "benefit_id IS NOT NULL AND state IS NULL AND (benefit_from IS NULL OR benefit_from > served_on)",
    ),
    ("开始时间", "wrong_state", "当日住院，不能登记服务。", "state = 'suspended' AND cause = 'hospital'"),
    ("开始时间", "wrong_state", "当日暂停待遇，不能登记服务。", "state = 'suspended' AND cause <> 'hospital'"),
    (
        "开始时间", "not_permitted", "当日不由本机构服务。",
        "state IS NOT NULL AND provider_id IS DISTINCT FROM %(provider)s",
    ),
)  # fmt: skip
# Those that ask another table, too.
HELD_AGAINST = (
    (
        "开始时间", "no_agreement", "当日本机构没有履行中的服务协议。",
        "state IS NOT NULL AND NOT EXISTS (SELECT 1 FROM providers_agreement a WHERE a.organisation_id = %(provider)s "
        "AND a.agency_id = r.agency_id AND a.state = 'active' AND a.starts_on <= served_on AND a.ends_on >= served_on)",
    ),
    (
        "开始时间", "not_confirmed", "当日没有经确认的护理服务计划。",
        "state = 'active' AND NOT EXISTS (SELECT 1 FROM care_careplan c WHERE c.benefit_id = r.benefit_id "
        "AND c.state = 'confirmed' AND c.effective_from <= served_on "
        "AND (c.effective_until IS NULL OR c.effective_until >= served_on))",
    ),
)  # fmt: skip
# What the table of records would refuse by itself: asked where it did, or where a file goes back for something else.
REPEATED = (
    (
        "记录编号", "invalid_input", "这个编号的记录已经登记过。",
        "EXISTS (SELECT 1 FROM care_servicerecord o "
        "WHERE o.provider_id = %(provider)s AND o.client_key = r.client_key)",
    ),
    (
        "开始时间", "invalid_input", "同一人员同一时间的服务已经登记过。",
        "EXISTS (SELECT 1 FROM care_servicerecord o WHERE o.benefit_id = r.benefit_id AND o.carer_id = r.carer_id "
        "AND o.started_at = r.started AND o.state = 'recorded')",
    ),
)  # fmt: skip
TWICE = """
SELECT row, '记录编号', 'invalid_input', '编号与第' || first || '行相同。' FROM (
    SELECT row, first_value(row) OVER same AS first FROM staged WINDOW same AS (PARTITION BY client_key ORDER BY row)
) t WHERE row <> first
UNION ALL
SELECT row, '开始时间', 'invalid_input', '与第' || first || '行是同一次服务。' FROM (
    SELECT row, first_value(row) OVER same AS first FROM resolved WHERE benefit_id IS NOT NULL AND carer_id IS NOT NULL
    WINDOW same AS (PARTITION BY benefit_id, carer_id, started ORDER BY row)
) t WHERE row <> first
"""
# Whoever is with one person only cannot be with another: told by the neighbours in the order of time, whether they
# stand in the file or were recorded before, for whichever provider.
TWO_PLACES = """
WITH mine AS (
    SELECT row, carer_index AS who, started, ended FROM resolved WHERE exclusive AND carer_index IS NOT NULL
), span AS (
    SELECT min(started) - interval '1 day' AS since, max(ended) + interval '1 day' AS until FROM mine
), others AS (
    SELECT NULL::integer AS row, m.id_index AS who, o.started_at AS started, o.ended_at AS ended
    FROM span, care_servicerecord o JOIN providers_staffmember m ON m.id = o.carer_id
    WHERE o.served_on BETWEEN span.since::date AND span.until::date AND o.state = 'recorded' AND o.exclusive
      AND m.id_index IN (SELECT who FROM mine)
), both_of AS (
    SELECT *, max(ended) OVER before AS busy_until, min(started) OVER behind AS busy_from
    FROM (SELECT * FROM mine UNION ALL SELECT * FROM others) a
    WINDOW before AS (PARTITION BY who ORDER BY started, ended, row NULLS FIRST
                      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           behind AS (PARTITION BY who ORDER BY started, ended, row NULLS FIRST
                      ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
)
SELECT row, '开始时间', 'invalid_input', '这名服务人员在同一时间已有另一次服务，不能同时在两处。'
FROM both_of WHERE row IS NOT NULL AND (busy_until > started OR busy_from < ended)
"""
# What was done is asked once for each different list of a day, of which a month has few.
DONE = """
CREATE TEMPORARY TABLE done ON COMMIT DROP AS
SELECT area_code, served_on, codes, names, min(row) AS row, count(*) AS rows
FROM resolved WHERE area_code IS NOT NULL GROUP BY area_code, served_on, codes, names
"""
SAID = """
CREATE TEMPORARY TABLE said ON COMMIT DROP AS
SELECT d.area_code, d.served_on, d.codes, d.names AS given,
       array_agg(coalesce(o.name, i.name) ORDER BY i.place) AS names,
       array_agg(coalesce(o.price_fen, 0) ORDER BY i.place) AS prices
FROM done d CROSS JOIN LATERAL unnest(d.codes, d.names) WITH ORDINALITY AS i(code, name, place)
LEFT JOIN offered o ON o.code = i.code AND o.area_code = d.area_code AND o.served_on = d.served_on
GROUP BY d.area_code, d.served_on, d.codes, d.names
"""
UNKNOWN = """
SELECT d.area_code, d.served_on, d.codes, i.code FROM done d, unnest(d.codes) AS i(code)
WHERE i.code <> '' AND NOT EXISTS (
    SELECT 1 FROM offered o WHERE o.area_code = d.area_code AND o.served_on = d.served_on AND o.code = i.code)
"""
UNKNOWN_ITEMS = f"""
SELECT r.row, '服务内容', 'invalid_input', '服务项目目录中没有代码“' || w.code || '”。'
FROM ({UNKNOWN}) w JOIN resolved r ON r.area_code = w.area_code AND r.served_on = w.served_on AND r.codes = w.codes
"""
NO_CONSENT = """
SELECT d.row, '服务内容', 'outside_catalogue_without_consent', '“' || d.name || '”须先取得参保人书面同意。'
FROM (
    SELECT r.row, r.benefit_id, r.served_on, i.name FROM resolved r, unnest(r.codes, r.names) AS i(code, name)
    WHERE '' = ANY(r.codes) AND i.code = '' AND r.benefit_id IS NOT NULL AND r.area_code = ANY(%(asked)s)
) d WHERE NOT EXISTS (
    SELECT 1 FROM care_consent c WHERE c.benefit_id = d.benefit_id AND c.signed_on <= d.served_on
      AND (c.withdrawn_on IS NULL OR c.withdrawn_on > d.served_on) AND d.name = ANY(c.services))
"""


def faults(provider_id: int, on: date, goes_back: bool = False) -> list[tuple[Fault, str]]:
    """What is wrong with the staged lines, with the codes, at most some thousand; `on`: whose rules hold.

    `goes_back`: the file is refused anyway, so that everything is asked which a sound file need not be asked.
    """
    with connection.cursor() as cursor:
        for sql, table in ((MEANT, "meant"), (HELD, "held"), (RESOLVE, "resolved")):
            cursor.execute(sql, {"provider": provider_id})
            cursor.execute(f"ANALYZE {table}")
        cursor.execute(DONE)
        _offer(cursor)
        cursor.execute(SAID)
        asked = _asked(cursor, provider_id, on)
        found = _answers(cursor, asked, provider_id)
        if found or goes_back:
            found += _answers(cursor, _repeated(), provider_id)
    return in_order(found)


def in_order(found: list[tuple[Fault, str]]) -> list[tuple[Fault, str]]:
    return sorted(found, key=lambda one: one[0].row)[:MOST_FAULTS]


def repeated(provider_id: int) -> list[tuple[Fault, str]]:
    """Which rows stand twice in the file or were recorded before; asked when the table has refused them."""
    with connection.cursor() as cursor:
        return in_order(_answers(cursor, _repeated(), provider_id))


def in_two_places() -> list[tuple[Fault, str]]:
    """Which rows have a carer in two places; asked when the table has refused them, because it is the dearest."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({TWO_PLACES}) q ORDER BY row LIMIT {MOST_FAULTS}")
        return [(Fault(row, head, said), code) for row, head, code, said in cursor.fetchall()]


def _asked(cursor: Any, provider_id: int, on: date) -> Iterator[tuple[str, dict[str, Any]]]:
    values = {"provider": provider_id}
    cursor.execute(
        f"SELECT EXISTS (SELECT 1 FROM resolved r WHERE {' OR '.join(f'({one[3]})' for one in QUESTIONS)})", values
    )
    wrong = cursor.fetchone()[0]
    yield from ((_question(*one), {}) for one in (*(QUESTIONS if wrong else ()), *HELD_AGAINST))
    cursor.execute(f"SELECT EXISTS ({UNKNOWN})")
    if cursor.fetchone()[0]:
        yield UNKNOWN_ITEMS, {}
    yield NO_CONSENT, {"asked": _areas_with_consent(cursor, on)}


def _repeated() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from ((_question(*one), {}) for one in REPEATED)
    yield TWICE, {}


def _question(head: str, code: str, sentence: str, condition: str) -> str:
    return f"SELECT row, '{head}', '{code}', '{sentence}' FROM resolved r WHERE {condition}"


def _answers(cursor: Any, asked: Iterable[tuple[str, dict[str, Any]]], provider_id: int) -> list[tuple[Fault, str]]:
    found: list[tuple[Fault, str]] = []
    for sql, values in asked:
        room = MOST_FAULTS - len(found)
        if room <= 0:
            break
        cursor.execute(f"SELECT * FROM ({sql}) q LIMIT {room}", {**values, "provider": provider_id})
        found += [(Fault(row, head, said), code) for row, head, code, said in cursor.fetchall()]
    return found


def _areas_with_consent(cursor: Any, on: date) -> list[str]:
    cursor.execute("SELECT DISTINCT area_code FROM resolved WHERE area_code IS NOT NULL")
    areas = [row[0] for row in cursor.fetchall()]
    return [area for area in areas if rule("care.outside_catalogue_consent", area=area, on=on).value]


def _offer(cursor: Any) -> None:
    """The catalogue of each area and day of the file; days are few, and areas are fewer."""
    cursor.execute(
        "CREATE TEMPORARY TABLE offered (area_code text, served_on date, code text, item_id bigint, name text, "
        "price_fen integer) ON COMMIT DROP"
    )
    cursor.execute("SELECT DISTINCT area_code, served_on FROM resolved WHERE area_code IS NOT NULL")
    asked = cursor.fetchall()
    rows = [(area, day, item) for area, day in asked for item in queries.catalogue(area, day).values()]
    with cursor.copy("COPY offered FROM STDIN") as sink:
        for area, day, item in rows:
            sink.write_row((area, day, item.code, item.pk, item.name, item.price_fen))
    cursor.execute("ANALYZE offered")
