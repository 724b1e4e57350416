"""Two at once, and processes killed in the middle: one winner, nothing lost, nothing paid twice. F1, F3, F4."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection, connections

from documents.issuing import rows_only
from settlement import settling
from settlement.intake import receiving
from settlement.models import ClaimBatch, ClaimLine, Intake, Payment, SettledLine, Voucher
from settlement.tasks import sweep
from tests.settlement.claims import TEXTS, Town
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town() -> Iterator[Town]:
    with rows_only():
        town = Town(providers=2)
        with time_machine.travel(town.now, tick=True):
            yield town


def together(*works: Callable[[], Any]) -> list[Any]:
    """Each in a thread with a connection of its own; results or exceptions in order."""
    results: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int, work: Callable[[], Any]) -> None:
        try:
            with rows_only():
                gate.wait()
                results[place] = work()
        except Exception as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place, work)) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.requirement("F1")
def test_two_uploads_of_one_month_at_once_have_one_winner(town: Town) -> None:
    person = town.person()
    first, second = (town.begin(town.row(person, day)) for day in (2, 3))

    together(lambda: receiving.work(first.pk, town.now), lambda: receiving.work(second.pk, town.now))

    states = sorted(Intake.objects.values_list("state", flat=True))
    assert states == ["faulty", "taken"]
    assert ClaimBatch.objects.count() == 1 and ClaimLine.objects.count() == 1
    loser = Intake.objects.get(state="faulty")
    assert "已有一批申报正在办理" in loser.errors[0]["message"]


@pytest.mark.requirement("F4")
def test_caps_hold_when_two_providers_batches_are_settled_at_once(town: Town) -> None:
    """天津: 2100 yuan a month at home, whoever comes first; together never more."""
    person = town.person()
    half = person.benefit.periods.get()
    days = {1: range(1, 16), 2: range(16, 31)}
    half.until = town.now.date().replace(month=3, day=15)
    half.save()
    later = type(half)(
        benefit=half.benefit, person=person, since=town.now.date().replace(month=3, day=16), state="active", level=3, mode="home",
        provider=town.providers[1], cause="entitled", event_on=half.event_on,
    )  # fmt: skip
    later.save()
    batches = {}
    for number, span in days.items():
        code = town.staff[town.providers[number - 1].pk][0].nhsa_code
        rows = [
            town.row(person, day, start, end, item, carer=code)
            for day in span
            for start, end, item in (("09:00", "10:00", 0), ("15:00", "16:00", 1))
        ]
        batches[number] = town.screened(*rows, provider=number)

    together(
        *(
            lambda batch=batch, n=n: town.act("first_review", batch, "first_reviewer", **TEXTS)
            for n, batch in batches.items()
        )
    )

    rows = SettledLine.objects.filter(person_id=person.pk)
    assert sum(row.own_fen + row.fund_fen for row in rows) == 210000
    assert sum(row.fund_fen for row in rows) == 157500
    assert sum(row.claimed_fen for row in rows) == 270000


@pytest.mark.requirement("F3")
def test_two_payers_at_once_pay_once(town: Town) -> None:
    batch = town.rechecked(town.screened(town.row(town.person(), 2)))
    for number in (1, 2):
        town.user("payer", number)

    results = together(*(lambda n=n: town.act("pay", batch, "payer", n) for n in (1, 2)))

    assert sum(isinstance(row, Refusal) for row in results) == 1
    assert Payment.objects.count() == 1 and Voucher.objects.filter(kind="payment").count() == 1


WORKER = """
import sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
import time_machine
from datetime import datetime
what, pk, moment = sys.argv[2], sys.argv[3], datetime.fromisoformat(sys.argv[4])
from settlement import settling
from settlement.intake import receiving, taking
import settlement.acts
def stop(*args, **kwargs):
    print("there", flush=True)
    import time
    time.sleep(60)
with time_machine.travel(moment, tick=True):
    if what == "upload":
        real = taking.take
        taking.take = lambda *a: (real(*a), stop())
        receiving.work(pk, moment)
    elif what == "screen":
        from settlement.tasks import screen
        sys.modules["settlement.acts.screen"].note = stop
        screen(pk)
    else:
        from accounts.actors import Actor
        from accounts.models import User
        from settlement.models import ClaimBatch
        from workflow import acts
        user = User.objects.get(pk=int(sys.argv[5]))
        if what == "settle":
            real = settling.settle
            settling.settle = lambda *a: (real(*a), stop())
            said = {"proposal": "x", "sampled": True}
        else:
            sys.modules["settlement.acts.pay"]._order = stop
            said = {}
        verb = "first_review" if what == "settle" else "pay"
        acts.perform("settlement." + verb, case=ClaimBatch.objects.get(pk=pk), by=Actor.of(user, moment.date()), now=moment, **said)
"""


def killed(what: str, pk: Any, town: Town, user: Any = None) -> None:
    """A process of its own does the work up to its middle and is killed there without warning."""
    arguments = [connection.settings_dict["NAME"], what, str(pk), town.now.isoformat(), str(user.pk if user else 0)]
    environment = {**os.environ, "LTCI_FILES_OF_TESTS": str(settings.MEDIA_ROOT)}
    child = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WORKER, *arguments], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "there"
    child.send_signal(signal.SIGKILL)
    child.wait(10)
    child.stdout.close()
    _let_go()


def _let_go() -> None:
    """PostgreSQL notices that its client is gone and rolls back."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND state <> 'idle' AND backend_type = 'client backend'"
            )
            if cursor.fetchone()[0] == 0:
                return
        time.sleep(0.1)


@pytest.mark.requirement("F1")
def test_a_worker_killed_in_the_middle_of_an_upload_loses_nothing(town: Town) -> None:
    intake = town.begin(town.row(town.person(), 2))

    killed("upload", intake.pk, town)

    assert not ClaimBatch.objects.exists() and not ClaimLine.objects.exists()
    with time_machine.travel(town.later(1), tick=True):
        sweep()
    batch = ClaimBatch.objects.get()
    assert (batch.state, batch.line_count, ClaimLine.objects.count()) == ("screened", 1, 1)


@pytest.mark.requirement("F2")
def test_a_worker_killed_in_the_middle_of_screening_is_made_up_for(town: Town) -> None:
    intake = town.begin(town.row(town.person(), 2, item=2))
    receiving.work(intake.pk, town.now)
    batch = ClaimBatch.objects.get()

    killed("screen", batch.pk, town)

    assert ClaimBatch.objects.get().state == "uploaded" and not batch.findings.exists()
    sweep()
    assert ClaimBatch.objects.get().state == "screened"
    assert sorted(batch.findings.values_list("rule", flat=True)) == ["carer_clients", "outside_plan"]


@pytest.mark.requirement("F4")
def test_killed_in_the_middle_of_settlement_and_payment_nothing_is_used_or_paid_twice(town: Town) -> None:
    batch = town.screened(town.row(town.person(), 2))

    killed("settle", batch.pk, town, town.user("first_reviewer"))

    assert ClaimBatch.objects.get().state == "screened" and not SettledLine.objects.exists()
    batch = town.rechecked(batch)
    before = settling.sums(batch)
    killed("pay", batch.pk, town, town.user("payer"))
    assert ClaimBatch.objects.get().state == "rechecked"
    assert not Payment.objects.exists() and not Voucher.objects.filter(kind="payment").exists()
    batch = town.act("pay", ClaimBatch.objects.get(), "payer")
    assert (batch.state, Payment.objects.count(), settling.sums(batch)) == ("paid", 1, before)
