"""Run the rules over batches of a month, or try them on a past month without changing anything. F2."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from policy import rule as policy_rule
from settlement.models import ClaimBatch
from settlement.reference import of_assessments, of_screening
from settlement.rules import CARER, LINE, RULES, Rule
from settlement.screening import fees, statement
from settlement.states import LIVE

MEMORY = "512MB"
TRIED = "screen_tried"
TABLES = (
    *("screen_lines", "hits_line", "hits_person", "hits_carer", "screen_hits", "screen_carers"),
    *("ref_code", "ref_item_numbered", "ref_plan_numbered"),
)


@dataclass(frozen=True)
class Scope:
    """The batches in question, all of one agency, month and kind; `whole` when they are the month, so that no index is asked."""

    agency_id: int
    area: str
    month: date
    batches: tuple[UUID, ...]
    whole: bool = False
    kind: str = ClaimBatch.Kind.CARE

    @classmethod
    def of(cls, batches: Iterable[ClaimBatch], *, whole: bool = False) -> "Scope":
        rows = list(batches)
        first = rows[0]
        return cls(first.agency_id, first.area_code, first.month, tuple(row.pk for row in rows), whole, first.kind)


@dataclass(frozen=True)
class Difference:
    """What a changed rule would find on past lines, against what it found: lines and their amounts in fen."""

    before: int
    after: int
    new: int
    gone: int
    new_fen: int
    gone_fen: int
    samples: list[dict[str, Any]] = field(default_factory=list)


def screen(scope: Scope) -> dict[str, int]:
    """Replace the findings of the batches; answers that were given stay with theirs. Returns the count by rule."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM settlement_finding WHERE batch_id = ANY(%s) AND answer = ''", [list(scope.batches)])
    return run(scope, applicable(scope), {}, "settlement_finding")


def applicable(scope: Scope) -> list[Rule]:
    """The rules for this kind of claim that the region has not put off, and whose thresholds it has set."""
    off = policy_rule("settlement.screen.off", area=scope.area, on=scope.month).value
    rules = [rule for rule in RULES.values() if rule.claims == scope.kind and rule.code not in off]
    return [rule for rule in rules if None not in thresholds(rule, scope).values() and _unset(rule.unless, scope)]


def _unset(key: str, scope: Scope) -> bool:
    return not key or policy_rule(key, area=scope.area, on=scope.month).value is None


def thresholds(rule: Rule, scope: Scope) -> dict[str, Any]:
    return {name: policy_rule(key, area=scope.area, on=scope.month).value for name, key in rule.parameters.items()}


def run(scope: Scope, rules: Sequence[Rule], changed: Mapping[str, Any], target: str) -> dict[str, int]:
    """Write the findings of `rules` to the table `target`; `changed` replaces thresholds of the policy."""
    given: dict[str, Any] = {
        "asked": list(scope.batches),
        "month": scope.month,
        "agency": scope.agency_id,
        "live": list(LIVE),
    }
    for rule in rules:
        given |= thresholds(rule, scope)
    given |= changed
    if scope.kind != ClaimBatch.Kind.CARE:
        return _run_fees(scope, rules, given, target)
    given["counting"] = counting(scope)
    of_screening.lay_out(scope)
    around = "" if scope.whole else AROUND
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{MEMORY}'")
        _drop(cursor, *TABLES)
        for number in statement.NUMBERED:
            cursor.execute(number)
        cursor.execute(statement.lines(around), given)
        cursor.execute("ANALYZE screen_lines")
        for one in statement.passes(rules):
            cursor.execute(one, given)
        for place, rule in enumerate(rules):
            if rule.of == LINE:
                cursor.execute(statement.details(rule, place, target), given | _of(rule, scope))
                found[rule.code] = cursor.rowcount
        whole = [rule for rule in rules if rule.of == CARER]
        if whole:
            cursor.execute(statement.MONTHS_OF_CARERS)
        for rule in whole:
            cursor.execute(statement.carers(rule, target), given | _of(rule, scope))
            found[rule.code] = cursor.rowcount
    return found


def _run_fees(scope: Scope, rules: Sequence[Rule], given: dict[str, Any], target: str) -> dict[str, int]:
    """The rules of assessment fees; a batch of a kind that has no rules is found nothing at."""
    found: dict[str, int] = {}
    if not rules:
        return found
    of_assessments.lay_out(scope.agency_id, scope.area, scope.month, scope.batches)
    with connection.cursor() as cursor:
        _drop(cursor, "screen_fees")
        cursor.execute(fees.LINES, given)
        for rule in rules:
            cursor.execute(fees.findings(rule, target), given | _of(rule, scope))
            found[rule.code] = cursor.rowcount
    return found


def _of(rule: Rule, scope: Scope) -> dict[str, Any]:
    return {"rule": rule.code, "kind": rule.kind, "version": rule.version, "citation": citation(rule, scope)}


# Of other batches only what touches the same people or carers.
AROUND = """
    AND (n.batch_id = ANY(%(asked)s)
         OR n.person_id IN (SELECT person_id FROM settlement_claimline WHERE month = %(month)s AND batch_id = ANY(%(asked)s))
         OR n.carer_id IN (SELECT carer_id FROM settlement_claimline WHERE month = %(month)s AND batch_id = ANY(%(asked)s)))
"""


def counting(scope: Scope) -> list[UUID]:
    """Batches of the agency's month whose lines count: those in question, those under way, those paid."""
    rows = ClaimBatch.objects.filter(agency_id=scope.agency_id, month=scope.month, kind=scope.kind, state__in=LIVE)
    return list({*scope.batches, *rows.values_list("pk", flat=True)})


def citation(rule: Rule, scope: Scope) -> str:
    return policy_rule(rule.cites, area=scope.area, on=scope.month).citation[:200]


def _drop(cursor: Any, *tables: str) -> None:
    for table in tables:
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def trial(scope: Scope, code: str, changed: Mapping[str, Any], samples: int = 20) -> Difference:
    """What the rule would find with other thresholds on these batches, against its findings as they stand."""
    with connection.cursor() as cursor:
        _drop(cursor, TRIED)
        cursor.execute(
            f"CREATE TEMPORARY TABLE {TRIED} ON COMMIT DROP AS SELECT batch_id, line_id, month, rule, kind, evidence, version, "
            "citation, allowed_fen, answer FROM settlement_finding WITH NO DATA"
        )
    run(scope, [RULES[code]], changed, TRIED)
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCE, {"rule": code, "asked": list(scope.batches), "month": scope.month})
        counted = cursor.fetchone()
        cursor.execute(SAMPLES, {"rule": code, "asked": list(scope.batches), "month": scope.month, "limit": samples})
        names = [column.name for column in cursor.description]
        shown = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return Difference(*(int(value) for value in counted), samples=shown)


_BOTH = f"""
    FROM (SELECT line_id, evidence FROM {TRIED}) t
    FULL JOIN (SELECT line_id, evidence FROM settlement_finding WHERE rule = %(rule)s AND batch_id = ANY(%(asked)s)) f
        USING (line_id)
    JOIN settlement_claimline n ON n.id = line_id AND n.month = %(month)s
"""
DIFFERENCE = f"""
    SELECT count(f.evidence), count(t.evidence), count(*) FILTER (WHERE f.evidence IS NULL), count(*) FILTER (WHERE t.evidence IS NULL),
        coalesce(sum(n.amount_fen) FILTER (WHERE f.evidence IS NULL), 0), coalesce(sum(n.amount_fen) FILTER (WHERE t.evidence IS NULL), 0)
    {_BOTH}
"""
SAMPLES = f"""
    SELECT n."row", n.day, n.item_code, n.amount_fen, f.evidence IS NULL AS is_new, coalesce(t.evidence, f.evidence) AS evidence
    {_BOTH} WHERE f.evidence IS NULL OR t.evidence IS NULL ORDER BY n.id LIMIT %(limit)s
"""
