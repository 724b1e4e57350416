"""The passes that look at every line: one by itself, one with the person's other lines, one with the carer's.

Each pass carries only what its own windows and rules need, so that little is sorted and nothing is sorted twice. Only
suspects are written down: the rows of `screen_hits`, with a bit for each rule whose condition holds.
"""

import re
from collections.abc import Sequence

from settlement.rules import LINE, Rule

# What is known of a line's day, by the words of the rules; a row at most for each line.
KNOWN: dict[str, tuple[str, str, str]] = {
    "st": (
        "ref_standing",
        "st.person_id = l.person_id AND l.day BETWEEN st.since AND st.until",
        "person_id state since cause level mode provider_id hours_cap day_cap_fen month_cap_fen",
    ),
    "hs": (
        "ref_stay",
        "hs.person_id = l.person_id AND l.day BETWEEN hs.since AND hs.until",
        "person_id admitted_on discharged_on",
    ),
    "pe": ("ref_person", "pe.person_id = l.person_id", "died_on lat lon"),
    "pn": ("ref_plan", "pn.person_id = l.person_id AND l.day BETWEEN pn.since AND pn.until", "person_id since"),
    "pi": (
        "ref_plan_numbered",
        "pi.person_id = l.person_id AND pi.item = l.item AND l.day BETWEEN pi.since AND pi.until",
        "person_id per_week",
    ),
    "it": (
        "ref_item_numbered",
        "it.item = l.item AND l.day BETWEEN it.since AND it.until",
        "code price_fen per_day_max per_week_max per_month_max minutes_min minutes_max performers excludes",
    ),
    "ca": (
        "ref_carer",
        "ca.carer_id = l.carer_id",
        "carer_id provider_id kind since until qualified_until banned_since banned_until",
    ),
    "ag": (
        "ref_agreement",
        "ag.provider_id = l.provider_id AND l.day BETWEEN ag.since AND ag.until",
        "provider_id",
    ),
}
# What the windows of a pass say, and which columns of a line it sorts.
OF_PERSON = (
    "nth_day", "nth_week", "nth_month", "twin", "person_other_end", "person_day_fen", "person_month_fen",
    "person_month_minutes",
)  # fmt: skip
OF_CARER = ("carer_other_end", "carer_day_minutes", "before_lat", "before_lon", "before_e", "before_person")
OF_LINE: tuple[str, ...] = ()
OF_LINES = [
    "id",
    "month",
    "batch_id",
    "provider_id",
    "person_id",
    "carer_id",
    "carer_code",
    "item_code",
    "day",
    "starts",
    "ends",
    "minutes",
    "quantity",
    "price_fen",
    "amount_fen",
    "lat",
    "lon",
]
# Items by number: whole numbers sort and join faster than codes. A code that nobody knows has a number of its own.
NUMBERED = (
    """
    CREATE TEMPORARY TABLE ref_code ON COMMIT DROP AS
    SELECT code, row_number() OVER (ORDER BY code)::int AS item
    FROM (SELECT code FROM ref_item UNION SELECT item_code FROM ref_plan_item) c
    """,
    "CREATE TEMPORARY TABLE ref_item_numbered ON COMMIT DROP AS SELECT i.*, c.item FROM ref_item i JOIN ref_code c USING (code)",
    """
    CREATE TEMPORARY TABLE ref_plan_numbered ON COMMIT DROP AS
    SELECT p.*, c.item FROM ref_plan_item p JOIN ref_code c ON c.code = p.item_code
    """,
    "ANALYZE ref_code, ref_item_numbered, ref_plan_numbered",
)


def lines(scope: str) -> str:
    """CREATE TABLE screen_lines: the lines that are looked at, narrow and in whole numbers.

    `scope`: SQL for further conditions on `n`, the lines that are looked at at all; `asked` says which are in question.
    """
    return f"CREATE TEMPORARY TABLE screen_lines ON COMMIT DROP AS {_scoped(scope)}"


def passes(rules: Sequence[Rule]) -> list[str]:
    """CREATE TABLE statements, the last of them of screen_hits: the lines in question for which a condition holds."""
    asked = [(place, rule, _family(rule)) for place, rule in enumerate(rules) if rule.of == LINE]
    found = []
    for name, family, source in (
        ("hits_line", OF_LINE, "screen_lines"),
        ("hits_person", OF_PERSON, f"({_person()})"),
        ("hits_carer", OF_CARER, f"({_carer()})"),
    ):
        mine = [(place, rule) for place, rule, of in asked if of == family]
        found.append(_pass(name, family, source, mine))
    return [*found, _hits()]


def _family(rule: Rule) -> tuple[str, ...]:
    """The pass that knows what the rule asks for: a rule asks for the windows of one pass only."""
    words = set(re.findall(r"\bl\.(\w+)", rule.condition))
    families = [family for family in (OF_PERSON, OF_CARER) if words & set(family)]
    assert len(families) < 2, rule.code
    return families[0] if families else OF_LINE


def _pass(name: str, family: tuple[str, ...], source: str, rules: Sequence[tuple[int, Rule]]) -> str:
    windows = ", ".join(f"l.{word}" for word in family)
    start = f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS"
    if not rules:  # nobody asks: the table is there, empty, and nothing is sorted
        nothing = ", ".join(f"NULL::{'uuid' if word == 'before_person' else 'bigint'} AS {word}" for word in family)
        return f"{start} SELECT id, {nothing + ', ' if nothing else ''}0::bigint AS mask FROM screen_lines WHERE false"
    bits = " | ".join(f"CASE WHEN {rule.condition} THEN {1 << place}::bigint ELSE 0 END" for place, rule in rules)
    words = {word for _, rule in rules for word in re.findall(r"\b([a-z]{2})\.\w", rule.condition)}
    joins = " ".join(f"LEFT JOIN {table} {word} ON {on}" for word, (table, on, _) in KNOWN.items() if word in words)
    return f"""
        {start} SELECT * FROM (
            SELECT l.id, {windows + ", " if windows else ""}{bits} AS mask FROM {source} l {joins} WHERE l.asked
        ) x WHERE mask <> 0
    """


def _hits() -> str:
    """All that was found of a line, with what is known of it, for the closer look and the evidence."""
    known = ", ".join(
        f"{word}.{name} AS {word}_{name}" for word, (_, _, names) in KNOWN.items() for name in names.split()
    )
    joins = " ".join(f"LEFT JOIN {table} {word} ON {on}" for word, (table, on, _) in KNOWN.items())
    windows = ", ".join([*(f"p.{word}" for word in OF_PERSON), *(f"c.{word}" for word in OF_CARER)])
    columns = ", ".join(f"o.{name}" for name in OF_LINES)
    return f"""
        CREATE TEMPORARY TABLE screen_hits ON COMMIT DROP AS
        SELECT {columns}, l.who, l.s, l.e, {windows}, {known}, a.mask
        FROM (
            SELECT id, bit_or(mask) AS mask FROM (
                SELECT id, mask FROM hits_line UNION ALL SELECT id, mask FROM hits_person
                UNION ALL SELECT id, mask FROM hits_carer
            ) u GROUP BY id
        ) a
        JOIN screen_lines l ON l.id = a.id
        JOIN settlement_claimline o ON o.id = a.id AND o.month = %(month)s
        LEFT JOIN hits_person p ON p.id = a.id
        LEFT JOIN hits_carer c ON c.id = a.id
        {joins}
    """


# One window with one frame is one pass over the sorted lines: what ends before a line, and its own value added outside.
UPTO = "ROWS UNBOUNDED PRECEDING"
BEFORE = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"


def _person() -> str:
    """Order by person and item, then within the person by time; each layer uses one order for all its windows."""
    base = """
        SELECT id, person_id, item, day, s, e, minutes, amount_fen, carer_key, asked,
            row_number() OVER same AS nth_day,
            row_number() OVER (PARTITION BY person_id, item, week ORDER BY day, s, id) AS nth_week,
            row_number() OVER (PARTITION BY person_id, item ORDER BY week, day, s, id) AS nth_month,
            CASE WHEN lag(s) OVER same = s THEN lag(id) OVER same END AS twin
        FROM screen_lines
        WINDOW same AS (PARTITION BY person_id, item, week, day ORDER BY s, id)
    """
    person = f"""
        SELECT b.*, sum(amount_fen) OVER (PARTITION BY person_id, day ORDER BY s, id {UPTO}) AS person_day_fen,
            coalesce(sum(amount_fen) OVER earlier, 0) + amount_fen AS person_month_fen,
            coalesce(sum(minutes) OVER earlier, 0) + minutes AS person_month_minutes,
            lag(carer_key) OVER earlier IS DISTINCT FROM carer_key AS other_carer, max(e) OVER earlier AS person_end
        FROM ({base}) b
        WINDOW earlier AS (PARTITION BY person_id ORDER BY day, s, id {BEFORE})
    """
    return f"""
        SELECT p.*, max(CASE WHEN other_carer THEN person_end END)
                OVER (PARTITION BY person_id ORDER BY day, s, id {UPTO}) AS person_other_end
        FROM ({person}) p
    """


def _carer() -> str:
    """Order by carer and time."""
    carer = f"""
        SELECT id, who, carer_id, person_id, day, s, e, lat, lon, asked, max(e) OVER earlier AS carer_end,
            lag(lat) OVER earlier AS before_lat, lag(lon) OVER earlier AS before_lon, lag(e) OVER earlier AS before_e,
            lag(person_id) OVER earlier AS before_person
        FROM screen_lines WHERE who IS NOT NULL
        WINDOW earlier AS (PARTITION BY who ORDER BY day, s, id {BEFORE})
    """
    return f"""
        SELECT a.*, max(CASE WHEN before_person IS DISTINCT FROM person_id THEN carer_end END)
                OVER (PARTITION BY who ORDER BY day, s, id {UPTO}) AS carer_other_end,
            sum(greatest(0, e - greatest(s, carer_end))) OVER (PARTITION BY who, day ORDER BY s, id {UPTO})
                AS carer_day_minutes
        FROM ({carer}) a
    """


def _scoped(scope: str) -> str:
    """The lines that are looked at: of batches that count, in whole numbers."""
    return f"""
        SELECT n.id, n.person_id, coalesce(k.who, n.carer_id) AS who, n.carer_id,
            coalesce(n.carer_id, hashtext(n.carer_code) - 4294967296) AS carer_key, n.provider_id,
            coalesce(q.item, -1 - abs(hashtext(n.item_code) / 2)) AS item, n.day, (n.day - date '2019-12-30') / 7 AS week,
            (date_part('epoch', n.starts) / 60)::int AS s, (date_part('epoch', n.ends) / 60)::int AS e, n.minutes,
            n.price_fen::int AS price_fen, n.amount_fen::int AS amount_fen, n.lat, n.lon, n.batch_id = ANY(%(asked)s) AS asked
        FROM settlement_claimline n LEFT JOIN ref_carer k ON k.carer_id = n.carer_id
        LEFT JOIN ref_code q ON q.code = n.item_code
        WHERE n.month = %(month)s AND n.batch_id = ANY(%(counting)s) {scope}
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


MONTHS_OF_CARERS = """
    CREATE TEMPORARY TABLE screen_carers ON COMMIT DROP AS
    SELECT k.who, k.line_count, k.alike, k.usual_minutes, p.people FROM (
        SELECT who, sum(n) AS line_count, max(n) AS alike, (array_agg(minutes ORDER BY n DESC, minutes))[1] AS usual_minutes
        FROM (SELECT who, minutes, count(*) AS n FROM screen_lines WHERE who IS NOT NULL GROUP BY 1, 2) g
        GROUP BY who
    ) k JOIN (
        SELECT who, count(*) AS people
        FROM (SELECT DISTINCT who, person_id FROM screen_lines WHERE who IS NOT NULL) g GROUP BY who
    ) p USING (who)
"""  # how many lines and people a carer has in the month, and the commonest duration
