"""1,000 public notices issued, printed and stored on two cores, as a print run does. Limit: 60 s; rolled back."""

import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.core.files.storage import default_storage
from django.db import transaction
from django.test.utils import override_settings

NOTICES = 1000
SECONDS = 60.0
NOW = datetime(2026, 3, 18, 2, tzinfo=UTC)


def _case() -> Any:
    """What issuing reads of a case."""
    return SimpleNamespace(
        id=uuid4(), matter=uuid4(), area_code="650102", agency_id=1, kind_name=lambda: "assessment.assessment"
    )


def _issued() -> list[Any]:
    from accounts.actors import Actor
    from documents import issue
    from documents.issuing import rows_only
    from tests.documents.samples import ALL

    clerk, facts = Actor(1, "李岗", ()), ALL["public_notice"]
    with rows_only():
        return [issue(letter="public_notice", case=_case(), facts=facts, by=clerk, now=NOW).pk for _ in range(NOTICES)]


def _processor() -> float:
    """Seconds of processor time of this process and of the workers that have ended."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def main() -> int:
    """Print the seconds and their share of the limit; 1 where it is missed."""
    from documents import printing
    from documents.models import Letter

    with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=Path(folder)), transaction.atomic():
        begun, worked = time.perf_counter(), _processor()
        ids = _issued()
        issuing = time.perf_counter() - begun
        made = printing.print_letters(ids, now=NOW)
        spent, worked = time.perf_counter() - begun, _processor() - worked
        stored = sum(default_storage.exists(file) for file in Letter.objects.values_list("file", flat=True) if file)
        transaction.set_rollback(True)
    if (made, stored) != (NOTICES, NOTICES):
        raise SystemExit(f"notices: {made} of {NOTICES} were printed, {stored} stored")
    print(
        f"notices: {NOTICES:,} public notices in {spent:.1f} s ({issuing:.1f} s of it issuing), "
        f"{worked:.0f} s of processor time, ratio {spent / SECONDS:.2f} (limit {SECONDS:.0f} s)"
    )
    return int(spent > SECONDS)
