"""Making PDFs after commit and making up for those that were missed."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from documents import papers, print_runs, printing
from documents.models import Letter

logger = logging.getLogger(__name__)

_LIMIT = 200
# Older letters without a PDF were issued as rows on purpose; they are made at their first opening.
_RECENT = timedelta(days=2)


@shared_task
def render(letter_ids: list[str]) -> int:
    """Make the missing PDFs of these letters; safe to run twice. Returns how many it took care of."""
    return printing.print_letters(letter_ids, now=timezone.now())


@shared_task
def render_missed(limit: int = _LIMIT) -> int:
    """Make the PDFs of recent letters that no task has made (an absent broker), oldest first."""
    recent = Letter.objects.unprinted().filter(issued_at__gte=timezone.now() - _RECENT).order_by("issued_at")
    ids = [str(pk) for pk in recent.values_list("pk", flat=True)[:limit]]
    made = render(ids) if ids else 0
    logger.info("render_missed: %d letters", made)
    return made


@shared_task
def sweep_uploads() -> int:
    """Remove the bytes of uploads that nobody finished in time."""
    swept = papers.sweep_abandoned(timezone.now())
    if swept:
        logger.info("sweep_uploads: %d", swept)
    return swept


@shared_task
def make_print_run(run_id: str) -> int:
    """Make the volumes of one print run; safe to ring twice. Returns how many letters it handled."""
    return print_runs.make(run_id)


@shared_task
def sweep_print_runs() -> int:
    """Take up print runs that were interrupted, and remove volumes that have expired."""
    taken = print_runs.sweep(timezone.now())
    if taken:
        logger.info("sweep_print_runs: %d", taken)
    return taken
