"""What pages and letters read of a batch; each a fixed number of queries, however many lines."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet

from accounts.areas import prefix
from documents.settlement_facts import StatementRow
from enrolment.models import Person
from policy import rule as policy_rule
from settlement.models import ASSESSMENT_ITEM, ClaimBatch, ClaimLine, Decision, Finding, HandlerFee, SettledLine
from settlement.rules import RULES
from settlement.states import State

REFUSED = """
    SELECT reason, citation, count(*), count(DISTINCT person_id), sum(claimed_fen)::bigint, sum(refused_fen)::bigint FROM (
        SELECT s.person_id, s.claimed_fen, s.refused_fen, coalesce(f.rule, 'decision:' || d.reason, 'recovered') AS reason,
            coalesce(f.citation, '') AS citation
        FROM settlement_settledline s
        LEFT JOIN settlement_decision d ON d.batch_id = s.batch_id AND d.line_id = s.id AND d.verdict <> 'pass'
        LEFT JOIN LATERAL (
            SELECT rule, citation FROM settlement_finding f
            WHERE f.batch_id = s.batch_id AND f.line_id = s.id AND f.kind = 'reject'
            ORDER BY f.allowed_fen NULLS FIRST, f.id LIMIT 1
        ) f ON true
        WHERE s.month = %(month)s AND s.batch_id = %(batch)s AND s.refused_fen > 0
    ) r GROUP BY 1, 2 ORDER BY 6 DESC, 1
"""


def refused_by_rule(batch: ClaimBatch) -> tuple[StatementRow, ...]:
    """What is not paid, by the rule or the decision that says so; each line once."""
    with connection.cursor() as cursor:
        cursor.execute(REFUSED, {"batch": batch.pk, "month": batch.month})
        rows = cursor.fetchall()
    return tuple(
        StatementRow(
            label=_reason(reason),
            citation=citation,
            lines=lines,
            people=people,
            claimed_fen=claimed,
            refused_fen=refused,
        )
        for reason, citation, lines, people, claimed, refused in rows
    )


def _reason(said: str) -> str:
    if said == "recovered":
        return "已追回"
    return RULES[said].label if said in RULES else said.removeprefix("decision:")


@dataclass(frozen=True)
class RuleFigures:
    """What one rule found in a batch."""

    code: str
    label: str
    kind: str
    kind_label: str
    lines: int
    fen: int
    undecided: int
    unanswered: int
    citation: str


BY_RULE = """
    SELECT f.rule, f.kind, max(f.citation), count(*), sum(l.amount_fen)::bigint, count(*) FILTER (WHERE d.id IS NULL),
        count(*) FILTER (WHERE f.answer = '')
    FROM settlement_finding f JOIN settlement_claimline l ON l.id = f.line_id AND l.month = f.month
    LEFT JOIN settlement_decision d ON d.batch_id = f.batch_id AND d.line_id = f.line_id
    WHERE f.batch_id = %s GROUP BY 1, 2
"""


def by_rule(batch: ClaimBatch) -> list[RuleFigures]:
    """Findings of a batch by rule, in the order of the rules."""
    with connection.cursor() as cursor:
        cursor.execute(BY_RULE, [batch.pk])
        rows = cursor.fetchall()
    kinds = dict(Finding.Kind.choices)
    found = [
        RuleFigures(code, label_of(code), kind, str(kinds[kind]), lines, fen, undecided, unanswered, citation)
        for code, kind, citation, lines, fen, undecided, unanswered in rows
    ]
    order = list(RULES)
    return sorted(found, key=lambda row: order.index(row.code) if row.code in RULES else len(order))


def label_of(code: str) -> str:
    return RULES[code].label if code in RULES else code


@dataclass(frozen=True)
class LineView:
    """A line as a page shows it: with whom it concerns, what was found, decided and settled."""

    line: ClaimLine
    person: Any
    item: str
    findings: list[Finding]
    decision: Decision | None
    settled: SettledLine | None


def views(batch: ClaimBatch, lines: Iterable[ClaimLine]) -> list[LineView]:
    """Everything about these lines in five queries."""
    rows = list(lines)
    keys = [row.pk for row in rows]
    people = Person.objects.only("id", "name", "id_number").in_bulk({row.person_id for row in rows if row.person_id})
    found: dict[int, list[Finding]] = {}
    for finding in Finding.objects.filter(batch=batch, line_id__in=keys).select_related("answered_by"):
        found.setdefault(finding.line_id, []).append(finding)
    decided = {row.line_id: row for row in Decision.objects.filter(batch=batch, line_id__in=keys).select_related("by")}
    settled = {row.pk: row for row in SettledLine.objects.of(batch).filter(pk__in=keys)}
    items = item_names(batch, {row.item_code for row in rows})
    return [
        LineView(
            row, people.get(row.person_id) if row.person_id else None, items.get(row.item_code, row.item_code),
            found.get(row.pk, []), decided.get(row.pk), settled.get(row.pk),
        )
        for row in rows
    ]  # fmt: skip


def claimed_until(area_code: str, since: date) -> date | None:
    """The last month from `since` on that was claimed for in an area; one query."""
    rows = ClaimBatch.objects.filter(kind=ClaimBatch.Kind.CARE, month__gte=since.replace(day=1))
    found = rows.filter(area_code__startswith=prefix(area_code)).exclude(state=State.VOID).aggregate(month=Max("month"))
    return found["month"]


def item_names(batch: ClaimBatch, codes: set[str]) -> dict[str, str]:
    from care.models import ServiceItem

    if codes == {ASSESSMENT_ITEM}:
        return {ASSESSMENT_ITEM: "失能评估费"}
    if batch.kind == ClaimBatch.Kind.HANDLING:
        return {str(code): str(label) for code, label in HandlerFee.Part.choices}
    held = ServiceItem.objects.of_area(batch.area_code, batch.month).filter(code__in=codes)
    return dict(held.values_list("code", "name"))


def lines_of(batch: ClaimBatch, rule: str = "", kind: str = "", person: UUID | None = None) -> "QuerySet[ClaimLine]":
    """Lines of a batch, narrowed by what was found at them."""
    rows = ClaimLine.objects.of(batch).order_by("row")
    found = Finding.objects.filter(batch=batch)
    if rule:
        found = found.filter(rule=rule)
    if kind:
        found = found.filter(kind=kind)
    if rule or kind:
        rows = rows.filter(pk__in=found.values("line_id"))
    return rows.filter(person_id=person) if person else rows


def sample(batch: ClaimBatch, by: str = "random") -> list[int]:
    """Lines to be looked at: drawn by the batch's seed (the same each time), or the dearest, or those most found at.

    `by`: random, value, variance (farthest from the usual price of their item), risk.
    """
    share = policy_rule("settlement.sample_share", area=batch.area_code, on=batch.month).value
    count = max(1, -(-batch.line_count * share // 100))
    if by == "random":
        keys = list(ClaimLine.objects.of(batch).order_by("pk").values_list("pk", flat=True))
        return sorted(random.Random(batch.seed).sample(keys, min(count, len(keys))))
    with connection.cursor() as cursor:
        cursor.execute(SAMPLES[by], {"batch": batch.pk, "month": batch.month, "count": count})
        return [row[0] for row in cursor.fetchall()]


_OF = "FROM settlement_claimline l WHERE l.month = %(month)s AND l.batch_id = %(batch)s"
SAMPLES = {
    "value": f"SELECT l.id {_OF} ORDER BY l.amount_fen DESC, l.id LIMIT %(count)s",
    "variance": (
        f"SELECT id FROM (SELECT l.id, abs(l.amount_fen - avg(l.amount_fen) OVER (PARTITION BY l.item_code)) AS far {_OF}) x "
        "ORDER BY far DESC, id LIMIT %(count)s"
    ),
    "risk": (
        f"SELECT l.id, (SELECT count(*) FROM settlement_finding f WHERE f.batch_id = l.batch_id AND f.line_id = l.id) AS n {_OF} "
        "ORDER BY n DESC, l.id LIMIT %(count)s"
    ),
}


def progress(batch: ClaimBatch) -> dict[str, int]:
    """How far the review of a batch is: lines, findings by kind, queries undecided."""
    counted = Finding.objects.filter(batch=batch).aggregate(
        **{kind: Count("pk", filter=Q(kind=kind)) for kind in Finding.Kind.values}
    )
    return {"lines": batch.line_count, **counted}
