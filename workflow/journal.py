"""The journal: append-only, one hash chain per area, written in the act's own transaction.

The row of `JournalHead` is locked until commit and hands out sequence and previous hash; ordering by id would break
under concurrency, since ids are drawn before anybody commits.
"""

import hashlib
import json
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.crypto import DecryptionError
from workflow.models.journal_entry import JournalEntry
from workflow.models.journal_head import GENESIS, JournalHead

HASHED = (
    "area_code",
    "seq",
    "at",
    "recorded_at",
    "act",
    "matter",
    "case_kind",
    "case_id",
    "actor_id",
    "actor_name",
    "post",
    "organisation_id",
    "organisation_name",
    "old_state",
    "new_state",
    "reason",
    "citation",
    "changed",
    "previous_hash",
)


def record(
    *,
    area_code: str,
    act: str,
    by: Actor,
    seat: Seat | None,
    now: datetime,
    matter: UUID | None = None,
    case_kind: str = "",
    case_id: str = "",
    old_state: str = "",
    new_state: str = "",
    reason: str = "",
    citation: str = "",
    changed: dict[str, Any] | None = None,
) -> JournalEntry:
    """Append one entry to the area's chain. Must run inside a transaction; holds the chain until that commits."""
    if not connection.in_atomic_block:
        raise RuntimeError("a journal entry belongs to the transaction of its act")
    seq, previous = _next_link(area_code)
    entry = JournalEntry(
        area_code=area_code,
        seq=seq,
        at=now,
        recorded_at=timezone.now(),
        act=act,
        matter=matter,
        case_kind=case_kind,
        case_id=case_id,
        actor_id=by.user_id,
        actor_name=by.name,
        post=seat.post if seat else "",
        organisation_id=seat.organisation_id if seat else None,
        organisation_name=seat.organisation_name if seat else "",
        old_state=old_state,
        new_state=new_state,
        reason=reason,
        citation=citation,
        changed=changed or {},
        previous_hash=previous,
    )
    entry.hash = digest(entry)
    entry.save(force_insert=True)  # a trigger carries its hash to the head of the chain
    return entry


def _next_link(area_code: str) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workflow_journalhead AS head (area_code, seq, hash) VALUES (%s, 1, %s) "
            "ON CONFLICT (area_code) DO UPDATE SET seq = head.seq + 1 RETURNING seq, hash",
            [area_code, GENESIS],
        )
        seq, previous = cursor.fetchone()
    return seq, previous


def digest(entry: JournalEntry) -> str:
    """SHA-256 over every hashed column in one canonical form, so that any changed column breaks the chain."""
    content = {name: _plain(getattr(entry, name)) for name in HASHED}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


@dataclass(frozen=True)
class Break:
    """A place where a chain does not hold: `seq` is the first entry that cannot be trusted."""

    area_code: str
    seq: int
    reason: str


def verify() -> Iterator[Break]:
    """Walk every area's chain from its first entry; yields the first break of each chain. Constant memory."""
    areas = set(JournalHead.objects.values_list("area_code", flat=True))
    areas |= set(JournalEntry.objects.values_list("area_code", flat=True).distinct())
    for area_code in sorted(areas):
        found = _verify_area(area_code)
        if found is not None:
            yield found


def _verify_area(area_code: str) -> Break | None:
    chain = JournalEntry.objects.filter(area_code=area_code).order_by("seq").iterator(chunk_size=2000)
    # Closed here: a chain that breaks is not read to its end, and its cursor would stay open on the server.
    with closing(cast(Generator[JournalEntry, None, None], chain)) as entries:
        return _first_break(area_code, entries)


def _first_break(area_code: str, entries: Iterator[JournalEntry]) -> Break | None:
    previous, seq = GENESIS, 0
    try:
        for entry in entries:
            reason = _broken_link(entry, seq, previous)
            if reason:
                return Break(area_code, seq + 1, reason)
            previous, seq = entry.hash, entry.seq
    except DecryptionError:
        return Break(area_code, seq + 1, f"第 {seq + 1} 条的密文无法解开（内容被改动，或缺少当时的密钥）")
    head = JournalHead.objects.filter(area_code=area_code).first()
    if head is None or head.seq != seq or head.hash != previous:
        return Break(area_code, seq + 1, "链尾与记录不符：末尾的记录被删除，或链尾被改动")
    return None


def _broken_link(entry: JournalEntry, seq: int, previous: str) -> str:
    """Why `entry` cannot follow the entry `seq` whose hash is `previous`; empty when it does."""
    if entry.seq != seq + 1:
        return f"第 {seq + 1} 条缺失"
    if entry.previous_hash != previous:
        return f"第 {entry.seq} 条与前一条不相接（顺序被调换或前一条被替换）"
    return "" if digest(entry) == entry.hash else f"第 {entry.seq} 条内容被改动"
