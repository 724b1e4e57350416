"""Bells: each reads the clock once and calls what does the work; safe to ring twice."""

import logging
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from workflow import request_keys
from workflow.deadlines import recounting, sweeping
from workflow.webhooks import sending

logger = logging.getLogger(__name__)


@shared_task(name="workflow.tasks.sweep")
def sweep(now: datetime | None = None, *, limit: int | None = None, matter: UUID | None = None) -> dict[str, int]:
    """Do everything that is due at `now` (this moment when rung by beat); returns the counts."""
    swept = asdict(sweeping.sweep(now or timezone.now(), limit=limit, matter=matter))
    if any(swept.values()):
        logger.info("sweep: %s", swept)
    return swept


@shared_task(name="workflow.tasks.recompute")
def recompute(by: str, reason: str) -> int:
    """Count all live deadlines anew by the calendar in force; returns how many moved."""
    return recounting.recompute(timezone.now(), by, reason).moved


@shared_task(name="workflow.tasks.clear_request_keys")
def clear_request_keys() -> int:
    """Forget the keys of requests that are long over; returns how many."""
    return request_keys.clear(timezone.now())


@shared_task(name="workflow.tasks.send_webhooks")
def send_webhooks() -> dict[str, int]:
    """Tell other systems what waits to be told; returns the counts."""
    sent = sending.send(timezone.now())
    if any(sent.values()):
        logger.info("webhooks: %s", sent)
    return sent
