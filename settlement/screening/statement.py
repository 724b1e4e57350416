"""The one statement that looks at every line: windows over person and carer, what is known of the day, all conditions.

Three orders are needed, of which the second only re-sorts within a person. Only suspects are written down: the rows
of `screen_hits`, with a bit for each rule whose condition holds.
"""

from collections.abc import Sequence

from settlement.rules import LINE, Rule

COLUMNS = (
    "id, month, batch_id, provider_id, person_id, carer_id, carer_code, item_code, day, starts, ends, minutes, quantity, "
    "price_fen, amount_fen, lat, lon"
)
# What is known of a line's day, by the words of the rules; a row at most for each line.
KNOWN: dict[str, tuple[str, str, str]] = {
    "st": ("ref_standing", "st.person_id = l.person_id AND l.day BETWEEN st.since AND st.until",
           "person_id state since cause level mode provider_id hours_cap day_cap_fen month_cap_fen"),
    "hs": ("ref_stay", "hs.person_id = l.person_id AND l.day BETWEEN hs.since AND hs.until", "person_id admitted_on discharged_on"),
    "pe": ("ref_person", "pe.person_id = l.person_id", "died_on lat lon"),
    "pn": ("ref_plan", "pn.person_id = l.person_id AND l.day BETWEEN pn.since AND pn.until", "person_id since"),
    "pi": ("ref_plan_item",
           "pi.person_id = l.person_id AND pi.item_code = l.item_code AND l.day BETWEEN pi.since AND pi.until", "person_id per_week"),
    "it": ("ref_item", "it.code = l.item_code AND l.day BETWEEN it.since AND it.until",
           "code price_fen per_day_max per_week_max per_month_max minutes_min minutes_max performers excludes"),
    "ca": ("ref_carer", "ca.carer_id = l.carer_id",
           "carer_id provider_id kind since until qualified_until banned_since banned_until"),
    "ag": ("ref_agreement", "ag.provider_id = l.provider_id AND l.day BETWEEN ag.since AND ag.until", "provider_id"),
}  # fmt: skip
WINDOWS = """
    nth_day, nth_week, nth_month, twin, person_other_end, carer_other_end, person_day_fen, person_month_fen,
    person_month_minutes, carer_day_minutes, who, before_lat, before_lon, before_ends, before_person
"""


def suspects(rules: Sequence[Rule], scope: str) -> str:
    """CREATE TABLE screen_hits: the lines in question for which a rule's condition holds, with what was known of them.

    `scope`: SQL for further conditions on `c`, the lines that are looked at at all; `c.asked` says which are in question.
    """
    bits = " | ".join(
        f"CASE WHEN {rule.condition} THEN {1 << place}::bigint ELSE 0 END"
        for place, rule in enumerate(rules)
        if rule.of == LINE
    )
    joins = " ".join(f"LEFT JOIN {table} {word} ON {on}" for word, (table, on, _) in KNOWN.items())
    known = ", ".join(
        f"{word}.{name} AS {word}_{name}" for word, (_, _, names) in KNOWN.items() for name in names.split()
    )
    return f"""
        CREATE TEMPORARY TABLE screen_hits ON COMMIT DROP AS SELECT * FROM (
            SELECT {", ".join(f"l.{name.strip()}" for name in (COLUMNS + "," + WINDOWS).split(","))}, {known},
                {bits or "0::bigint"} AS mask
            FROM ({_windows(scope)}) l {joins} WHERE l.asked
        ) x WHERE mask <> 0
    """


def _windows(scope: str) -> str:
    """Order by person and item, then by person, then by carer; each layer uses one order for all its windows."""
    base = f"""
        SELECT {COLUMNS}, who, week, asked,
            row_number() OVER (PARTITION BY person_id, item_code, week, day ORDER BY starts, id) AS nth_day,
            row_number() OVER (PARTITION BY person_id, item_code, week ORDER BY day, starts, id) AS nth_week,
            row_number() OVER (PARTITION BY person_id, item_code ORDER BY week, day, starts, id) AS nth_month,
            CASE WHEN lag(starts) OVER same = starts THEN lag(id) OVER same END AS twin
        FROM ({_scoped(scope)}) c
        WINDOW same AS (PARTITION BY person_id, item_code, week, day ORDER BY starts, id)
    """
    person = f"""
        SELECT b.*, sum(amount_fen) OVER (PARTITION BY person_id, day ORDER BY starts, id) AS person_day_fen,
            sum(amount_fen) OVER person AS person_month_fen, sum(minutes) OVER person AS person_month_minutes,
            max(ends) OVER earlier AS person_end, lag(carer_code) OVER person IS DISTINCT FROM carer_code AS other_carer
        FROM ({base}) b
        WINDOW person AS (PARTITION BY person_id ORDER BY day, starts, id),
            earlier AS (PARTITION BY person_id ORDER BY day, starts, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    """
    runs = f"""
        SELECT p.*, max(CASE WHEN other_carer THEN person_end END) OVER (PARTITION BY person_id ORDER BY day, starts, id)
            AS person_other_end
        FROM ({person}) p
    """
    carer = f"""
        SELECT r.*, max(ends) OVER earlier AS carer_end, lag(person_id) OVER carer IS DISTINCT FROM person_id AS other_person,
            lag(lat) OVER carer AS before_lat, lag(lon) OVER carer AS before_lon, lag(ends) OVER carer AS before_ends,
            lag(person_id) OVER carer AS before_person
        FROM ({runs}) r
        WINDOW carer AS (PARTITION BY who ORDER BY day, starts, id),
            earlier AS (PARTITION BY who ORDER BY day, starts, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    """
    return f"""
        SELECT a.*, max(CASE WHEN other_person THEN carer_end END) OVER (PARTITION BY who ORDER BY day, starts, id)
                AS carer_other_end,
            sum(greatest(0, extract(epoch FROM ends - greatest(starts, carer_end)) / 60))
                OVER (PARTITION BY who, day ORDER BY starts, id) AS carer_day_minutes
        FROM ({carer}) a
    """


def _scoped(scope: str) -> str:
    return f"""
        SELECT {", ".join(f"n.{name.strip()}" for name in COLUMNS.split(","))}, (n.day - date '2019-12-30') / 7 AS week,
            n.batch_id = ANY(%(asked)s) AS asked, coalesce(k.who, n.carer_id) AS who
        FROM settlement_claimline n JOIN settlement_claimbatch b ON b.id = n.batch_id
        LEFT JOIN ref_carer k ON k.carer_id = n.carer_id
        WHERE n.month = %(month)s AND b.agency_id = %(agency)s AND b.kind = 'care' AND b.state = ANY(%(live)s) {scope}
    """


def details(rule: Rule, place: int, target: str) -> str:
    """INSERT the findings of one rule, after its closer look."""
    evidence = ", ".join(f"'{label}', {sql}" for label, sql in rule.evidence.items())
    allowed = rule.allowed or "NULL::bigint"
    return f"""
        INSERT INTO {target} (batch_id, line_id, month, rule, kind, evidence, version, citation, allowed_fen, answer)
        SELECT h.batch_id, h.id, h.month, %(rule)s, %(kind)s, jsonb_strip_nulls(jsonb_build_object({evidence})), %(version)s,
            %(citation)s, {allowed}, ''
        FROM screen_hits h {rule.confirm}
        WHERE h.mask & {1 << place}::bigint <> 0
        ON CONFLICT DO NOTHING
    """


def carers(rule: Rule, target: str) -> str:
    """INSERT the findings of a rule about a carer's month, at the first line of each carer in each batch in question."""
    evidence = ", ".join(f"'{label}', {sql}" for label, sql in rule.evidence.items())
    return f"""
        INSERT INTO {target} (batch_id, line_id, month, rule, kind, evidence, version, citation, allowed_fen, answer)
        SELECT DISTINCT ON (n.batch_id, m.who) n.batch_id, n.id, n.month, %(rule)s, %(kind)s,
            jsonb_strip_nulls(jsonb_build_object({evidence})), %(version)s, %(citation)s, NULL::bigint, ''
        FROM settlement_claimline n JOIN ref_carer k ON k.carer_id = n.carer_id JOIN screen_carers m ON m.who = k.who
        WHERE n.month = %(month)s AND n.batch_id = ANY(%(asked)s) AND ({rule.condition})
        ORDER BY n.batch_id, m.who, n.day, n.starts, n.id
        ON CONFLICT DO NOTHING
    """


def months_of_carers(scope: str) -> str:
    """CREATE TABLE screen_carers: how many lines and people a carer has in the month, and the commonest duration."""
    return f"""
        CREATE TEMPORARY TABLE screen_carers ON COMMIT DROP AS
        SELECT k.who, k.line_count, k.alike, k.usual_minutes, p.people FROM (
            SELECT who, sum(n) AS line_count, max(n) AS alike, (array_agg(minutes ORDER BY n DESC, minutes))[1] AS usual_minutes
            FROM (SELECT who, minutes, count(*) AS n FROM ({_scoped(scope)}) c WHERE who IS NOT NULL GROUP BY 1, 2) g
            GROUP BY who
        ) k JOIN (
            SELECT who, count(*) AS people
            FROM (SELECT DISTINCT who, person_id FROM ({_scoped(scope)}) c WHERE who IS NOT NULL) g GROUP BY who
        ) p USING (who)
    """
