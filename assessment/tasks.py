"""Bells of the chapter: each reads the clock once and calls what does the work; safe to ring twice."""

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor
from assessment.acts import export_archives
from assessment.models import ArchiveExport
from documents.archiving import ArchiveProblem
from workflow.refusal import Refusal

logger = logging.getLogger(__name__)


def begin_soon(row: ArchiveExport) -> None:
    """Ring for an export that has been asked for."""

    def ask_for_build() -> None:
        build_export.delay(str(row.pk))

    # Robust: an absent broker must not break what has been committed; the clock makes up for it.
    transaction.on_commit(ask_for_build, robust=True)


@shared_task
def build_export(pk: str) -> bool:
    """Make one export, unless somebody else does; False when there was nothing to do."""
    row = export_archives.claim(timezone.now(), pk)
    return row is not None and _built(row)


@shared_task(name="assessment.tasks.build_waiting")
def build_waiting(limit: int = 5) -> int:
    """Make the exports that no task has made, or whose job has died; oldest first."""
    made = 0
    for _ in range(limit):
        row = export_archives.claim(timezone.now())
        if row is None:
            break
        made += _built(row)
    return made


def _built(row: ArchiveExport) -> bool:
    now = timezone.now()
    try:
        export_archives.build(row, by=Actor.of(row.asked_by, timezone.localdate(now)), now=now)
    except (Refusal, ArchiveProblem) as problem:
        export_archives.failed(row, str(problem))
        return False
    except Exception as problem:  # whatever it was, the next export must not wait for it, and the asker is told
        logger.exception("export %s was not made", row.pk)
        export_archives.failed(row, f"系统错误（{type(problem).__name__}），请重新制作；仍不成功请联系管理员。")
        return False
    return True
