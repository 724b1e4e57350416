"""What the clock does: acts whose limit has passed, overdue marks, reminders. Safe to run at any time, twice, or late.

Due rows are claimed by swap in batches; each act has its own transaction, in which its deadline is checked again under
lock. Whatever was missed is done in the order of the days, each act at the moment at which its limit ended.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accounts.actors import CLOCK
from workflow import acts
from workflow.deadlines.notifying import remind, tell_not_done
from workflow.deadlines.passing import mark_passed
from workflow.models.deadline import Deadline
from workflow.refusal import Refusal

BATCH = 500
LEASE_SECONDS = 15 * 60  # longer than a batch of acts takes; a crashed sweeper's rows come back after it
logger = logging.getLogger(__name__)

# The lease runs by the database's own clock: it is about living processes, not about the day that is swept.
# Materialised, because a plan may run a bare subquery again for every row and so go past its limit.
CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM workflow_deadline
    WHERE state = 'running' AND act_at_due <> '' AND due_on < %(today)s
      AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
      AND (%(matter)s::uuid IS NULL OR matter = %(matter)s::uuid)
    ORDER BY due_on, id LIMIT %(size)s
    FOR UPDATE SKIP LOCKED
)
UPDATE workflow_deadline SET claimed_until = clock_timestamp() + make_interval(secs => %(lease)s)
FROM due WHERE workflow_deadline.id = due.id
RETURNING due_on, workflow_deadline.id, act_at_due, case_kind, case_id
"""


@dataclass(frozen=True, slots=True, order=True)
class Claimed:
    """A due deadline that this sweep alone may do, ordered oldest first."""

    due_on: date
    id: int
    act: str
    case_kind: str
    case_id: UUID

    @property
    def ended_at(self) -> datetime:
        """24:00 of the last day."""
        return timezone.make_aware(datetime.combine(self.due_on + timedelta(days=1), time.min))


@dataclass(slots=True)
class Swept:
    """What one sweep did: acts done and not done, deadlines marked overdue or expired, reminders made."""

    done: int = 0
    failed: int = 0
    overdue: int = 0
    expired: int = 0
    reminded: int = 0


def sweep(now: datetime, *, limit: int | None = None, matter: UUID | None = None) -> Swept:
    """Do everything that is due at `now`: a limit has passed when its day is before the local day of `now`.

    `limit`: at most that many acts in this run (those that fail do not count); `matter`: only that one's.
    """
    today = timezone.localdate(now)
    swept = Swept(reminded=remind(now, today, matter))
    marked_before: date | None = None
    failed: list[int] = []
    try:
        for claimed in _claimed(today, limit, matter, swept):
            if marked_before != claimed.due_on:
                marked_before = claimed.due_on
                _mark(swept, now, marked_before, matter)
            _do(claimed, now, swept, failed)
    finally:
        # Kept until here, so that one run does not claim a failing row again and again; the next run may.
        Deadline.objects.filter(pk__in=failed).update(claimed_until=None)
    _mark(swept, now, today, matter)
    return swept


def _claimed(today: date, limit: int | None, matter: UUID | None, swept: Swept) -> Iterator[Claimed]:
    while limit is None or swept.done < limit:
        batch = claim(today, BATCH if limit is None else min(BATCH, limit - swept.done), matter)
        if not batch:
            return
        yield from batch


def claim(today: date, size: int, matter: UUID | None = None) -> list[Claimed]:
    """Take up to `size` passed deadlines that have an act and that nobody else is doing; oldest first. One query."""
    values: dict[str, Any] = {"lease": LEASE_SECONDS, "today": today, "size": size, "matter": matter}
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        return sorted(Claimed(*row) for row in cursor.fetchall())


def _mark(swept: Swept, now: datetime, before: date, matter: UUID | None) -> None:
    overdue, expired = mark_passed(now, before, matter)
    swept.overdue += overdue
    swept.expired += expired


def _do(claimed: Claimed, now: datetime, swept: Swept, failed: list[int]) -> None:
    try:
        swept.done += _act(claimed)
    except Exception as problem:
        logger.exception("deadline %s: %s was not done", claimed.id, claimed.act)
        failed.append(claimed.id)
        swept.failed += 1
        tell_not_done(claimed.id, _in_words(problem), now)


@transaction.atomic
def _act(claimed: Claimed) -> bool:
    """The act and the mark in one transaction; False when the deadline was closed or moved since it was claimed."""
    case = _locked_case(claimed)
    mine = Deadline.objects.filter(pk=claimed.id, state="running", due_on=claimed.due_on)
    if not mine.select_for_update().exists():
        return False
    acts.perform(claimed.act, case=case, by=CLOCK, now=claimed.ended_at)
    Deadline.objects.filter(pk=claimed.id).update(
        state=Deadline.State.EXPIRED, closed_on=claimed.due_on, claimed_until=None, failure=""
    )
    return True


def _locked_case(claimed: Claimed) -> Any:
    """The case first, the deadline after: the order in which every act takes its locks."""
    model = acts.case_model(claimed.case_kind)
    return model._default_manager.select_for_update(of=("self",)).get(pk=claimed.case_id)


def _in_words(problem: Exception) -> str:
    """What people may read; what an unexpected error says may hold personal data and stays in the log."""
    return str(problem) if isinstance(problem, Refusal) else f"系统错误（{type(problem).__name__}），详见系统日志。"
