"""Bells of the chapter: uploads to be worked off, batches to be screened, exports, partitions; safe to ring twice."""

import logging
from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from accounts.actors import CLOCK
from settlement import exports, partitions
from settlement.acts import screen as on_batch
from settlement.intake import receiving
from settlement.models import ClaimBatch, LineExport
from settlement.states import State
from workflow.refusal import Refusal

logger = logging.getLogger(__name__)


@shared_task(name="settlement.tasks.work_off")
def work_off(intake_id: str) -> str:
    """Stage, check and take one upload; the batch that it opens is screened at once."""
    intake = receiving.work(intake_id, timezone.now())
    if intake is None:
        return "busy"
    if intake.batch_id:
        screen(str(intake.batch_id))
    return str(intake.state)


@shared_task(name="settlement.tasks.screen")
def screen(batch_id: str) -> bool:
    """Screen a batch that has not been; False where another did."""
    batch = ClaimBatch.objects.filter(pk=batch_id, state=State.UPLOADED).first()
    if batch is None:
        return False
    try:
        on_batch(case=batch, by=CLOCK, now=timezone.now(), version=batch.version)
    except Refusal as refusal:
        logger.info("screen %s: %s", batch_id, refusal.code)
        return False
    return True


@shared_task(name="settlement.tasks.sweep")
def sweep(limit: int = 20) -> dict[str, Any]:
    """What was left behind: uploads whose worker died, batches not screened, months without partitions."""
    now = timezone.now()
    with transaction.atomic():
        partitions.ensure_ahead(timezone.localdate(now))
    taken = [work_off(str(pk)) for pk in receiving.waiting(now, limit)]
    left = ClaimBatch.objects.filter(state=State.UPLOADED).order_by("created_at").values_list("pk", flat=True)[:limit]
    screened = sum(screen(str(pk)) for pk in left)
    made = export_waiting(limit)
    exports.clear(now)
    if taken or screened or made:
        logger.info("settlement: %d uploads, %d screened, %d exports", len(taken), screened, made)
    return {"uploads": len(taken), "screened": screened, "exports": made}


def export_soon(row: LineExport) -> None:
    """Ring for an export that has been asked for."""

    def ask() -> None:
        export_lines.delay(str(row.pk))

    # Robust: an absent broker must not break what has been committed; the clock makes up for it.
    transaction.on_commit(ask, robust=True)


@shared_task(name="settlement.tasks.export_lines")
def export_lines(pk: str) -> bool:
    """Write one export, unless somebody else does; False when there was nothing to do."""
    row = exports.claim(timezone.now(), pk)
    return row is not None and _written(row)


def export_waiting(limit: int) -> int:
    """Write the exports that no task has written, or whose worker has died; oldest first."""
    made = 0
    for _ in range(limit):
        row = exports.claim(timezone.now())
        if row is None:
            break
        made += _written(row)
    return made


def _written(row: LineExport) -> bool:
    try:
        exports.build(row, timezone.now())
    except Exception:  # whatever it was, the next export must not wait for it, and the asker is told
        logger.exception("export %s was not made", row.pk)
        exports.failed(row)
        return False
    return True
