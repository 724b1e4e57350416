"""Figures of the claims that somebody may see: of a month by provider, rule and item, and month after month. F3, F7.

Each is one query over what the month has; batches that were sent back or replaced do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from settlement.models import ClaimBatch, Finding
from settlement.queries import label_of
from settlement.states import State

MONTHS = 12


@dataclass(frozen=True)
class Figure:
    """One row: amounts in fen, `lines` and `share` of what was claimed that is not paid, in percent.

    What was got back after payment stands in `recovered_fen` of batches; at their lines it counts as refused.
    """

    name: str
    lines: int
    claimed_fen: int
    refused_fen: int
    fund_fen: int
    note: str = ""
    recovered_fen: int = 0

    @property
    def share(self) -> float:
        return 100 * self.refused_fen / self.claimed_fen if self.claimed_fen else 0.0


def counting(rows: "QuerySet[ClaimBatch]") -> "QuerySet[ClaimBatch]":
    return rows.exclude(state__in=(State.RETURNED, State.VOID))


SUMS = {
    "lines": Sum("line_count"), "claimed": Sum("claimed_fen"), "refused": Sum("refused_fen"), "fund": Sum("fund_fen"),
    "recovered": Sum("recovered_fen"),
}  # fmt: skip


def by_month(rows: "QuerySet[ClaimBatch]") -> list[Figure]:
    """The last twelve months that were claimed for, the newest first."""
    found = counting(rows).order_by().values("month").annotate(batches=Count("pk"), **SUMS).order_by("-month")[:MONTHS]
    return [_of(f"{row['month']:%Y年%m月}", row, f"{row['batches']} 批") for row in found]


def by_provider(rows: "QuerySet[ClaimBatch]", month: date) -> list[Figure]:
    found = counting(rows).filter(month=month).order_by().values("provider_id", "provider__name").annotate(**SUMS)
    return [_of(row["provider__name"], row) for row in found.order_by("-claimed", "provider_id")]


def _of(name: str, row: dict[str, Any], note: str = "") -> Figure:
    return Figure(name, row["lines"], row["claimed"], row["refused"], row["fund"], note, row["recovered"])


BY_RULE = """
    SELECT f.rule, f.kind, count(*), sum(l.amount_fen)::bigint, coalesce(sum(s.refused_fen), 0)::bigint,
        coalesce(sum(s.fund_fen), 0)::bigint
    FROM settlement_finding f
    JOIN settlement_claimline l ON l.id = f.line_id AND l.month = %(month)s
    LEFT JOIN settlement_settledline s ON s.id = l.id AND s.month = %(month)s
    WHERE f.batch_id = ANY(%(batches)s) GROUP BY 1, 2 ORDER BY 4 DESC, 1
"""
BY_ITEM = """
    SELECT l.item_code, count(*), sum(l.amount_fen)::bigint, coalesce(sum(s.refused_fen), 0)::bigint,
        coalesce(sum(s.fund_fen), 0)::bigint
    FROM settlement_claimline l LEFT JOIN settlement_settledline s ON s.id = l.id AND s.month = %(month)s
    WHERE l.month = %(month)s AND l.batch_id = ANY(%(batches)s) GROUP BY 1 ORDER BY 3 DESC, 1
"""


def by_rule(rows: "QuerySet[ClaimBatch]", month: date) -> list[Figure]:
    """Lines at which a rule found something; a line that several found counts at each."""
    kinds = {code: str(label) for code, label in Finding.Kind.choices}
    return [Figure(label_of(rule), *sums, note=kinds[kind]) for rule, kind, *sums in _asked(BY_RULE, rows, month)]


def by_item(rows: "QuerySet[ClaimBatch]", month: date, names: dict[str, str]) -> list[Figure]:
    return [Figure(names.get(code, code), *sums, note=code) for code, *sums in _asked(BY_ITEM, rows, month)]


def _asked(sql: str, rows: "QuerySet[ClaimBatch]", month: date) -> Sequence[Sequence[Any]]:
    batches: list[UUID] = list(counting(rows).filter(month=month).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"month": month, "batches": batches})
        return cursor.fetchall()  # type: ignore[no-any-return]
