"""The clock: acts at the end of their limit, overdue marks; late, twice, by two at once, past failing rows."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.scene import Scene
from tests.workflow.limits import LimitedCase, a_limit, at, day
from workflow import acts, deadlines
from workflow.deadlines import sweeping
from workflow.models import Deadline, JournalEntry, Notification
from workflow.refusal import Code, Refusal
from workflow.tasks import sweep


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, str, datetime]]:
    """Acts and cases replaced by a record of what was called, for deadlines that belong to no real case."""
    calls: list[tuple[Any, str, datetime]] = []
    monkeypatch.setattr(sweeping, "_locked_case", lambda claimed: claimed.case_id)
    monkeypatch.setattr(acts, "perform", lambda name, *, case, by, now: calls.append((case, name, now)))
    return calls


def closing(on: str = "2026-03-02", case: Any = None, **more: Any) -> Deadline:
    return a_limit("notice", on, case, **{"act_at_due": "assessment.close_notice", **more})


def states(*limits: Deadline) -> list[str]:
    return [Deadline.objects.get(pk=limit.pk).state for limit in limits]


# ── when a limit has passed ───────────────────────────────────────────────────


@pytest.mark.requirement("A12")
@pytest.mark.django_db
def test_a_notice_closes_at_24_00_of_its_last_day_and_no_earlier() -> None:
    scene = Scene("URU", "2026-03-02")
    assessment = scene.on_notice()
    closes = deadlines.find(assessment.matter, "notice")
    assert closes is not None
    assert str(closes.due_on) == "2026-03-09"
    sweep(at("2026-03-09T23:59"))
    scene.refresh()
    assert (scene.assessment and scene.assessment.state) == "on_notice"
    sweep(at("2026-03-10T00:00"))
    scene.refresh()
    assert (scene.assessment and scene.assessment.state) == "cleared"
    assert states(closes) == ["expired"]


@pytest.mark.requirement("A12")
@pytest.mark.django_db
def test_the_act_is_journalled_by_the_clock_at_the_moment_the_limit_ended() -> None:
    scene = Scene("URU", "2026-03-02")
    matter = scene.on_notice().matter
    sweep(at("2026-03-14T08:00"))
    entry = JournalEntry.objects.get(matter=matter, act="assessment.close_notice")
    assert (entry.actor_name, entry.at) == ("系统时钟", at("2026-03-10T00:00"))


@pytest.mark.django_db
def test_where_somebody_had_to_act_it_is_overdue_where_a_day_merely_came_it_has_expired() -> None:
    kinds = ["material_review", "validity", "review_request", "agreement_end", "payment"]
    limits = [a_limit(kind) for kind in kinds]
    assert sweep(at("2026-03-20T01:00"))["overdue"] == 2
    assert states(*limits) == ["overdue", "expired", "expired", "expired", "overdue"]
    assert str(Deadline.objects.get(kind="validity").closed_on) == "2026-03-09"


@pytest.mark.django_db
def test_what_is_paused_or_closed_does_not_pass() -> None:
    paused, met = a_limit(), a_limit()
    deadlines.pause(paused.matter, day("2026-03-03"), "补正")
    deadlines.meet(met.matter, "material_review", day("2026-03-03"))
    sweep(at("2026-06-01T01:00"))
    assert states(paused, met) == ["paused", "met"]


# ── twice, late, by two ───────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_second_sweep_does_nothing(recorded: list[Any]) -> None:
    closing(), a_limit(), a_limit("validity")
    first = sweep(at("2026-03-20T01:00"))
    assert (first["done"], first["overdue"], first["expired"]) == (1, 1, 1)
    assert not any(sweep(at("2026-03-20T01:00")).values())
    assert len(recorded) == 1


@pytest.mark.django_db
def test_the_oldest_is_done_first(recorded: list[Any]) -> None:
    cases = [closing(on).case_id for on in ("2026-03-11", "2026-03-02", "2026-03-05")]
    sweep(at("2026-04-01T01:00"))
    assert [call[0] for call in recorded] == [cases[1], cases[2], cases[0]]


def _story(tag: str) -> dict[str, Deadline]:
    """A matter whose papers are not brought in time, others that pass on several days."""
    told = LimitedCase()
    return {
        "review": a_limit(case=told, on="2026-03-03"),
        "told": a_limit("supplement", case=told, on="2026-03-02", act_at_due="applications.lapse"),
        "notice": closing("2026-03-04"),
        "conclusion": a_limit("conclusion_delivery", on="2026-03-04"),
        "validity": a_limit("validity", on="2026-03-05"),
    }


@pytest.mark.django_db
def test_a_sweep_after_silence_ends_in_the_same_state_as_daily_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    # faults.md 2: after five days without a clock one run must make up for all of them
    def act(name: str, *, case: Any, by: Any, now: datetime) -> None:
        if name == "applications.lapse":
            matter = Deadline.objects.get(case_id=case, kind="supplement").matter
            deadlines.void(matter, now.date(), except_kinds=("supplement",))

    monkeypatch.setattr(sweeping, "_locked_case", lambda claimed: claimed.case_id)
    monkeypatch.setattr(acts, "perform", act)
    daily = _story("daily")
    for offset in range(11):
        sweep(at("2026-03-06T00:30") + timedelta(days=offset))
    silent = _story("silent")
    sweep(at("2026-03-16T00:30"))

    def outcome(story: dict[str, Deadline]) -> dict[str, Any]:
        rows = {name: Deadline.objects.get(pk=limit.pk) for name, limit in story.items()}
        told = Notification.objects.filter(deadline__in=rows.values(), kind="overdue").values_list(
            "deadline__kind", "due_on"
        )
        return {name: (row.state, row.closed_on) for name, row in rows.items()} | {"told": sorted(told)}

    assert outcome(silent) == outcome(daily)
    assert outcome(daily)["review"] == ("void", day("2026-03-10"))


@pytest.mark.requirement("A4")
@pytest.mark.django_db
def test_real_matters_after_silence_are_as_after_daily_sweeps() -> None:
    daily, silent = Scene("URU", "2026-03-02"), Scene("XJ", "2026-03-02")
    daily.supplementing()
    limit = deadlines.find(daily.application.matter, "supplement")  # type: ignore[union-attr]
    assert limit is not None
    for offset in range((limit.due_on - day("2026-03-02")).days + 3):
        sweep(at("2026-03-02T00:30") + timedelta(days=offset))
    silent.supplementing()
    sweep(at("2026-03-02T00:30") + timedelta(days=(limit.due_on - day("2026-03-02")).days + 2))
    daily.refresh(), silent.refresh()
    assert (daily.application and daily.application.state) == "lapsed"
    assert (silent.application and silent.application.state) == "lapsed"


@pytest.mark.django_db(transaction=True)
def test_two_sweepers_at_once_never_do_a_thing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[Any] = []
    lock = threading.Lock()

    def act(name: str, *, case: Any, by: Any, now: datetime) -> None:
        with lock:
            done.append(case)

    monkeypatch.setattr(sweeping, "_locked_case", lambda claimed: claimed.case_id)
    monkeypatch.setattr(acts, "perform", act)
    monkeypatch.setattr(sweeping, "BATCH", 7)
    cases = {closing().case_id for _ in range(60)}
    for _ in range(60):
        a_limit()
    results = _together(3, lambda: sweep(at("2026-03-20T01:00")))
    assert sorted(map(str, done)) == sorted(map(str, cases))
    assert sum(result["done"] for result in results) == 60
    assert sum(result["overdue"] for result in results) == 60
    assert Notification.objects.filter(kind="overdue").count() == 60
    assert Deadline.objects.filter(state="running").count() == 0


@pytest.mark.django_db(transaction=True)
def test_what_a_clerk_closed_after_it_was_claimed_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[str] = []
    limit = closing()

    def closed_meanwhile(claimed: Any) -> Any:
        deadlines.void(limit.matter, day("2026-03-09"))
        return claimed.case_id

    monkeypatch.setattr(sweeping, "_locked_case", closed_meanwhile)
    monkeypatch.setattr(acts, "perform", lambda name, **call: called.append(name))
    assert sweep(at("2026-03-20T01:00"))["done"] == 0
    assert (states(limit), called) == (["void"], [])


def _together(count: int, work: Callable[[], Any]) -> list[Any]:
    barrier, results, problems = threading.Barrier(count), [], []

    def run() -> None:
        try:
            barrier.wait(timeout=10)
            results.append(work())
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
    return results


# ── failing rows ──────────────────────────────────────────────────────────────


@pytest.fixture
def one_fails(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The first case cannot be done until it is taken off this list."""
    failing: list[Any] = []

    def act(name: str, *, case: Any, by: Any, now: datetime) -> None:
        Deadline.objects.filter(case_id=case).update(citation="half written")
        if case in failing:
            raise Refusal(Code.WRONG_STATE, "案件正在异议核实中，不能办理“公示期满”。")

    monkeypatch.setattr(sweeping, "_locked_case", lambda claimed: claimed.case_id)
    monkeypatch.setattr(acts, "perform", act)
    return failing


@pytest.mark.django_db
def test_a_failing_act_keeps_its_deadline_leaves_nothing_half_done_and_blocks_nobody(one_fails: list[Any]) -> None:
    first, second = closing("2026-03-02"), closing("2026-03-03")
    one_fails.append(first.case_id)
    swept = sweep(at("2026-03-20T01:00"))
    first.refresh_from_db()
    assert (swept["done"], swept["failed"]) == (1, 1)
    assert states(first, second) == ["running", "expired"]
    assert (first.failure, first.citation) == ("案件正在异议核实中，不能办理“公示期满”。", "")


@pytest.mark.django_db
def test_a_failing_act_is_tried_again_at_the_next_sweep_and_told_once(one_fails: list[Any]) -> None:
    limit = closing()
    one_fails.append(limit.case_id)
    assert [sweep(at("2026-03-20T01:00"))["failed"] for _ in range(2)] == [1, 1]
    assert Notification.objects.filter(kind="not_done", deadline=limit, post="supervisor").count() == 1
    one_fails.clear()
    assert sweep(at("2026-03-20T01:02"))["done"] == 1
    limit.refresh_from_db()
    assert (limit.state, limit.failure) == ("expired", "")


@pytest.mark.django_db
def test_failing_acts_do_not_use_up_the_limit_of_a_run(one_fails: list[Any]) -> None:
    one_fails.extend(closing("2026-03-02").case_id for _ in range(3))
    good = [closing("2026-03-03") for _ in range(3)]
    assert sweep(at("2026-03-20T01:00"), limit=2)["done"] == 2
    assert sorted(states(*good)) == ["expired", "expired", "running"]


@pytest.mark.django_db
def test_what_an_unexpected_error_says_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    def act(name: str, **call: Any) -> None:
        raise KeyError("张桂兰 650103194805060021")

    monkeypatch.setattr(sweeping, "_locked_case", lambda claimed: claimed.case_id)
    monkeypatch.setattr(acts, "perform", act)
    limit = closing()
    sweep(at("2026-03-20T01:00"))
    limit.refresh_from_db()
    assert limit.failure == "系统错误（KeyError），详见系统日志。"


@pytest.mark.django_db
def test_a_deadline_whose_case_is_gone_is_reported_like_any_failure() -> None:
    limit = closing(case=LimitedCase())
    assert sweep(at("2026-03-20T01:00"))["failed"] == 1
    assert states(limit) == ["running"]


# ── cost, scope, command ──────────────────────────────────────────────────────


@pytest.mark.django_db
def test_finding_and_claiming_take_few_queries(recorded: list[Any]) -> None:
    for _ in range(40):
        closing(), a_limit()
    with CaptureQueriesContext(connection) as queries:
        sweep(at("2026-03-20T01:00"))
    per_act = [
        query for query in queries if "SAVEPOINT" not in query["sql"] and '"workflow_deadline"."id" =' in query["sql"]
    ]
    finding = [
        query for query in queries if "workflow_deadline AS" in query["sql"] or "clock_timestamp" in query["sql"]
    ]
    assert len(recorded) == 40
    assert len(finding) <= 7
    assert len(per_act) <= 2 * 40


@pytest.mark.django_db
def test_a_sweep_of_one_matter_touches_no_other(recorded: list[Any]) -> None:
    mine, other = closing(), closing()
    mine_too, other_too = a_limit(), a_limit()
    sweep(at("2026-03-20T01:00"), matter=mine.matter)
    assert states(mine, other, mine_too, other_too) == ["expired", "running", "running", "running"]


@pytest.mark.django_db
def test_the_command_sweeps_up_to_a_moment(recorded: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    limit = closing()
    call_command("sweep", "--at", "2026-03-09T23:00")
    assert states(limit) == ["running"]
    call_command("sweep", "--at", "2026-03-10T00:30")
    assert states(limit) == ["expired"]
    assert "自动办理1项" in capsys.readouterr().out
    with pytest.raises(CommandError, match="不是时刻"):
        call_command("sweep", "--at", "tomorrow")
