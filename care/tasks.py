"""Bells of the care chapter: each reads the clock once and calls what does the work; safe to ring twice."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from care.acts.open_benefit import open_missed
from care.acts.upload_services import take
from care.models import ServiceUpload

logger = logging.getLogger(__name__)
STUCK = timedelta(hours=1)


@shared_task
def take_upload(pk: str, source: str = "upload") -> str:
    """Check and store one file of service records."""
    return str(take(pk, timezone.now(), source).state)


@shared_task
def make_up() -> dict[str, int]:
    """Open benefits that a broken process left unopened; begin uploads that nobody took, or that died half way."""
    now = timezone.now()
    stuck = ServiceUpload.objects.filter(state="running", uploaded_at__lt=now - STUCK).update(state="waiting")
    waiting = ServiceUpload.objects.filter(state="waiting", uploaded_at__lt=now - timedelta(minutes=5))
    taken = [take(pk, now) for pk in waiting.values_list("pk", flat=True)[:20]]
    done = {"opened": open_missed(now), "uploads": len(taken), "stuck": stuck}
    if any(done.values()):
        logger.info("care.make_up: %s", done)
    return done
