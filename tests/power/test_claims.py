"""The power goes at each step of a claim: after the restart nothing is lost, nothing is paid twice, work goes on."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.power.installation import Installation, wait_for

MORNING, LATER = "2026-04-07T09:00:00+08:00", "2026-04-07T09:30:00+08:00"


@pytest.fixture
def place() -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="ltci-power-"))
    folder.chmod(0o755)
    found = Installation(folder / "var", MORNING)
    with found.server.running():
        found.run("manage.py", "migrate", "-v0")
        try:
            yield found
        finally:
            found.stop()
    found.server.remove()
    shutil.rmtree(folder)


@pytest.mark.requirement("F1")
@pytest.mark.requirement("F2")
@pytest.mark.requirement("F3")
@pytest.mark.requirement("F4")
def test_the_power_goes_at_every_step_of_a_claim(place: Installation) -> None:
    town = place.town()
    first = town["sent"][0]
    for name in ("redis", "worker", "web"):
        place.start(name)

    # The worker dies while it takes an upload; the next takes it up when the lease is over.
    with place.held_up_at("settlement_claimline") as in_the_middle:
        place.ring("settlement.tasks.work_off", first)
        in_the_middle()
        place.kill("worker")
    place.let_go()
    assert place.ask("SELECT count(*) FROM settlement_claimbatch") == 0
    place.moment = LATER
    place.start("worker")

    # The database dies while lines are screened; the worker goes on with the database that comes back.
    with place.held_up_at("settlement_finding") as in_the_middle:
        place.ring("settlement.tasks.sweep")
        in_the_middle()
        place.kill_database()
    assert place.ask("SELECT count(*) FROM settlement_finding") == 0
    place.ring("settlement.tasks.sweep")
    wait_for(lambda: place.ask("SELECT count(*) FROM settlement_claimbatch WHERE state = 'screened'") == 2)
    assert place.ask("SELECT count(*) FROM settlement_claimline") == 4
    assert place.ask("SELECT count(*) FROM settlement_intake WHERE state = 'taken' AND batch_id IS NOT NULL") == 2
    batch = place.ask(f"SELECT batch_id::text FROM settlement_intake WHERE id = '{first}'")

    # The web server dies while the first review settles; the same request sent again does it once.
    proposed = {"proposal": "建议按核定金额结算。", "sampled": True}
    with place.held_up_at("settlement_settledline") as in_the_middle:
        waiting = place.posting("first_review", batch, town["first_reviewer"], "first-review-1", **proposed)
        in_the_middle()
        place.kill("web")
    waiting.join()
    place.let_go()
    assert place.ask(f"SELECT state FROM settlement_claimbatch WHERE id = '{batch}'") == "screened"
    assert place.ask("SELECT count(*) FROM settlement_settledline") == 0
    place.start("web")
    done = place.post("first_review", batch, town["first_reviewer"], "first-review-1", **proposed)
    assert done.status_code == 200, done.text
    assert place.post("recheck", batch, town["rechecker"], "recheck-1").status_code == 200

    # The database dies while it is paid; the web server goes on, and the money goes out once.
    with place.held_up_at("settlement_payment") as in_the_middle:
        waiting = place.posting("pay", batch, town["payer"], "pay-1")
        in_the_middle()
        place.kill_database()
    waiting.join()
    assert place.ask(f"SELECT state FROM settlement_claimbatch WHERE id = '{batch}'") == "rechecked"
    assert place.ask("SELECT count(*) FROM settlement_payment") == 0
    version = place.version(batch)
    paid = [place.post("pay", batch, town["payer"], "pay-1", version=version) for _ in range(2)]
    assert [answer.status_code for answer in paid] == [200, 200], [answer.text for answer in paid]
    assert place.ask("SELECT count(*) FROM settlement_payment") == 1
    assert place.ask("SELECT count(*) FROM settlement_voucher WHERE kind = 'payment'") == 1
    assert place.ask("SELECT count(*) FROM settlement_claimbatch WHERE state = 'screened'") == 1
