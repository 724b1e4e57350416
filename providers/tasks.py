"""Bells of the chapter: each reads the clock once and calls what does the work; safe to ring twice."""

import logging
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from providers.acts.reminding import remind

logger = logging.getLogger(__name__)


@shared_task(name="providers.tasks.remind_of_ends")
def remind_of_ends(now: datetime | None = None) -> int:
    """Tell of terms and certificates that end soon; returns how many reminders were made."""
    made = remind(now or timezone.now())
    if made:
        logger.info("remind_of_ends: %d", made)
    return made
