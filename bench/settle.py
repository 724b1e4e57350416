"""Claims: intake against bare COPY, the interface, screening against one sort-and-window pass, person-months settled.

Sizes by LTCI_BENCH_INTAKE, LTCI_BENCH_SCREEN (several, with commas), LTCI_BENCH_SETTLE; the printed lines say which were run.
Each size is written in a transaction that is rolled back.
"""

import csv
import io
import json
import os
import resource
import time
from collections.abc import Callable
from typing import Any

import time_machine
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import claims_data as data
from settlement import settling
from settlement.intake import checking, staging, taking
from settlement.intake.columns import CARE
from settlement.models import ClaimBatch, Intake
from settlement.screening import Scope, screen
from tests.api.conftest import Caller, token_of

INTAKE = int(os.environ.get("LTCI_BENCH_INTAKE", "1000000"))
SCREEN = [int(size) for size in os.environ.get("LTCI_BENCH_SCREEN", "1000000,3000000").split(",")]
SETTLE = int(os.environ.get("LTCI_BENCH_SETTLE", "10000"))
INTAKE_LIMIT, SCREEN_LIMIT, SETTLE_SECONDS, MEMORY_MB, SPREAD = 2.5, 6.0, 30.0, 300, 0.25
PROVIDERS = 20
CLAIMS, A_PART, RATE, QUERIES = 1000, 1000, 3000, 60
NOW = "2026-04-07T09:00:00+08:00"
COLUMNS = (
    'month, batch_id, "row", provider_id, person_id, carer_id, carer_code, item_code, day, starts, ends, minutes, quantity, price_fen, '
    "amount_fen, lat, lon, record_id"
)


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def intake() -> bool:
    """The same rows as a file through staging, checks and INSERT, and as bare COPY into the same table."""
    with transaction.atomic():
        people = -(-INTAKE // data.LINES_A_PERSON)
        town = data.make(people, 1)
        numbers = data.number_people(people)
        batch = data.fill(town, INTAKE)[0]
        content = data.csv_of(town, INTAKE, numbers)
        plain = io.BytesIO()
        with connection.cursor() as cursor:
            with cursor.copy(f"COPY (SELECT {COLUMNS} FROM settlement_claimline) TO STDOUT") as copy:
                for chunk in copy:
                    plain.write(chunk)
            cursor.execute("TRUNCATE settlement_claimline")
        bare = timed(lambda: _bare(plain.getvalue()))
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE settlement_claimline")
        row = Intake.objects.create(
            agency=town["office"], provider=town["places"][0], month=data.MONTH, source="csv", by=town["sender"], at=timezone.now()
        )  # fmt: skip
        spent: dict[str, float] = {}
        staging.create(row)
        spent["staging"] = timed(lambda: staging.copy_csv(row, io.BytesIO(content)))
        spent["check"] = timed(lambda: _check(row))
        spent["take"] = timed(lambda: taking.take(row, batch))
        ours = sum(spent.values())
        transaction.set_rollback(True)
    ratio = ours / bare
    parts = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items())
    passed = ratio <= INTAKE_LIMIT
    print(
        f"settle intake: {INTAKE:,} lines by CSV {ours:.1f} s ({parts}), bare COPY into the same table {bare:.1f} s, "
        f"ratio {ratio:.2f} (limit {INTAKE_LIMIT}): {'pass' if passed else 'fail'}"
    )
    return passed


def _bare(content: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY settlement_claimline ({COLUMNS}) FROM STDIN") as copy:
        copy.write(content)


def _check(row: Any) -> None:
    found = checking.check(row, timezone.localdate())
    assert not found.errors, found.errors[:3]


def interface() -> bool:
    """1,000 claims of 30 lines through the interface: the parts of one upload, finished, checked, taken and screened."""
    with transaction.atomic():
        town = data.make(CLAIMS, 1)
        numbers = data.number_people(CLAIMS)
        data.fill(town, CLAIMS * data.LINES_A_PERSON)
        rows = list(csv.DictReader(io.StringIO(data.csv_of(town, CLAIMS * data.LINES_A_PERSON, numbers).decode())))
        sent = [{CARE.headings[name]: cell for name, cell in row.items()} for row in rows]
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE settlement_claimline, settlement_claimbatch CASCADE")
        program = Caller(token_of(town["sender"])[1])
        parts = [json.dumps({"rows": sent[at : at + A_PART]}) for at in range(0, len(sent), A_PART)]
        most = 0
        with time_machine.travel(NOW, tick=True):
            begun = time.perf_counter()
            opened = program.post("claims/uploads/", {"month": f"{data.MONTH:%Y-%m}", "declared": True}, key="bench")
            url = f"/api/v1/claims/uploads/{opened.json()['id']}/"
            for number, body in enumerate(parts, 1):
                with CaptureQueriesContext(connection) as seen:
                    answer = program.client.put(f"{url}parts/{number}/", body, content_type="application/json")
                assert answer.status_code == 200, answer.content[:300]
                most = max(most, len(seen))
            with TestCase.captureOnCommitCallbacks(execute=True):
                program.client.post(f"{url}finish/", {"parts": len(parts)}, content_type="application/json")
            spent = time.perf_counter() - begun
        done = program.client.get(url).json()
        batch = ClaimBatch.objects.get(pk=done["batch"])
        assert (batch.state, batch.line_count) == ("screened", len(sent)), (batch.state, batch.line_count)
        transaction.set_rollback(True)
    rate, passed = len(sent) / spent, len(sent) / spent >= RATE and most <= QUERIES
    print(
        f"settle interface: {CLAIMS:,} claims, {len(sent):,} lines in {len(parts)} parts of {A_PART:,} in {spent:.1f} s to screened, "
        f"{rate:,.0f} lines per second (limit {RATE:,}), at most {most} queries a part (limit {QUERIES}): "
        f"{'pass' if passed else 'fail'}"
    )
    return passed


ONE_PASS = """
    SELECT sum(w.n) FROM (
        SELECT count(*) OVER (PARTITION BY carer_id ORDER BY day, starts, id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS n, l.*
        FROM settlement_claimline l WHERE month = %s
    ) w WHERE w.id > 0 AND w.item_code <> '' AND w.person_id IS NOT NULL AND w.amount_fen >= 0 AND w.lat > 0 AND w.price_fen > 0
"""


def screening() -> bool:
    """All rules over a month against one pass that sorts and looks at each line and the one before it."""
    passed, each = True, []
    for size in SCREEN:
        with transaction.atomic():
            town = data.make(-(-size // data.LINES_A_PERSON), PROVIDERS)
            batches = data.fill(town, size)
            one = timed(_one_pass)
            found: dict[str, int] = {}
            ours = timed(lambda batches=batches, found=found: found.update(screen(Scope.of(batches, whole=True))))
            transaction.set_rollback(True)
        print("settle found:", ", ".join(f"{rule} {count:,}" for rule, count in found.items() if count))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        ratio, each = ours / one, [*each, ours / size * 1e6]
        kept = ratio <= SCREEN_LIMIT and ours <= 600
        passed &= kept
        print(
            f"settle screen: {size:,} lines, {len(found)} rules, {sum(found.values()):,} findings in {ours:.1f} s "
            f"({each[-1]:.2f} s per million), one sort-and-window pass {one:.1f} s, ratio {ratio:.2f} (limit {SCREEN_LIMIT}), "
            f"Python at most {memory} MB so far (limit {MEMORY_MB}): {'pass' if kept else 'fail'}"
        )
    if len(each) > 1:
        spread = max(each) / min(each) - 1
        print(
            f"settle growth: cost per line differs by {spread:.0%} between {min(SCREEN):,} and {max(SCREEN):,} lines (limit ± 25 %)"
        )
    return passed


def _one_pass() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '512MB'")
        cursor.execute(ONE_PASS, [data.MONTH])
        cursor.fetchone()


def settlement() -> bool:
    """Person-months settled, and settled again to the same fen."""
    with transaction.atomic():
        town = data.make(SETTLE, 1)
        batch = data.fill(town, SETTLE * data.LINES_A_PERSON)[0]
        first: list[Any] = []
        spent = timed(lambda: first.append(settling.settle(batch, timezone.now())))
        again = settling.settle(batch, timezone.now())
        transaction.set_rollback(True)
    passed = spent <= SETTLE_SECONDS and first[0] == again
    print(
        f"settle money: {SETTLE:,} person-months ({SETTLE * data.LINES_A_PERSON:,} lines) in {spent:.1f} s, ratio {spent / SETTLE_SECONDS:.2f} "
        f"of the limit of {SETTLE_SECONDS:.0f} s; again the same fen {'yes' if first[0] == again else 'no'}: {'pass' if passed else 'fail'}"
    )
    return passed


def main() -> int:
    """Print each line; 1 when a limit is missed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version(), current_setting('shared_buffers'), current_setting('max_wal_size')")
        print("settle: PostgreSQL", *cursor.fetchone())
    # Screening first: what the file of the intake takes of memory is not the rules'.
    results = [screening(), settlement(), interface(), intake()]
    return 0 if all(results) else 1
