"""Deadlines as rows: begun, paused, resumed, extended, met and voided; refused whole where the rules forbid it."""

from datetime import timedelta
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from policy import rule
from tests.workflow.limits import LimitedCase, a_limit, at, day
from workflow import calendar, deadlines
from workflow.models import Deadline, Pause
from workflow.refusal import Refusal

pytestmark = pytest.mark.django_db
HEAD = Actor(9, "王主任")


def days_of(deadline: Deadline) -> tuple[str, str]:
    deadline.refresh_from_db()
    return str(deadline.due_on), deadline.state


def refused(code: str, call: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(Refusal) as caught:
        call(*args, **named)
    assert caught.value.code == code
    return caught.value.message


# ── begin ─────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("A5")
def test_a_limit_is_as_long_as_the_policy_says() -> None:
    line = rule("applications.material_review", area="640100", on=day("2026-03-02"))
    limit = a_limit(line=line, owner_post="reviewer")
    assert days_of(limit) == ("2026-03-09", "running")
    assert (limit.citation, limit.basis, limit.owner_organisation_id) == (line.citation, line.basis, 1)


def test_which_kinds_roll_follows_from_the_vocabulary() -> None:
    length = {"amount": 5, "unit": "days"}  # 7 March is a Saturday
    assert str(a_limit("notice", **length).due_on) == "2026-03-09"
    assert str(a_limit("review_request", **length).due_on) == "2026-03-09"
    assert str(a_limit("validity", **length).due_on) == "2026-03-07"
    assert str(a_limit("rectification", **length).due_on) == "2026-03-07"


def test_years_are_counted_in_months() -> None:
    limit = a_limit("sanction_end", amount=5, unit="years")
    assert (limit.amount, limit.unit, str(limit.due_on)) == (60, "months", "2031-03-02")


def test_a_rule_without_a_length_begins_nothing() -> None:
    silent = SimpleNamespace(value=None, unit="months", citation="", basis="stated")
    with pytest.raises(ValueError, match="期限的长短"):
        a_limit(line=silent)
    assert not Deadline.objects.exists()


def test_one_case_has_one_live_deadline_of_a_kind() -> None:
    case = LimitedCase()
    a_limit(case=case)
    with pytest.raises(IntegrityError, match="one_live_deadline_of_a_kind_per_case"), transaction.atomic():
        a_limit(case=case)


def test_a_day_in_a_year_not_announced_is_marked_provisional() -> None:
    assert a_limit(on="2026-12-28", amount=30, unit="working_days").provisional
    assert not a_limit(on="2026-03-02").provisional


# ── pause and resume ──────────────────────────────────────────────────────────


@pytest.mark.requirement("A4")
def test_all_clocks_of_a_matter_wait_and_run_on() -> None:
    case = LimitedCase()
    review = a_limit(case=case)
    conclusion = a_limit("conclusion_delivery", case=case, amount=30)
    deadlines.pause(matter=case.matter, on=day("2026-03-04"), reason="补正材料")
    assert (days_of(review)[1], days_of(conclusion)[1]) == ("paused", "paused")
    deadlines.resume(matter=case.matter, on=day("2026-03-11"))
    assert days_of(review) == ("2026-03-16", "running")
    assert days_of(conclusion) == ("2026-04-21", "running")


def test_windows_for_objections_and_days_that_merely_come_are_not_paused() -> None:
    case = LimitedCase()
    notice, validity = a_limit("notice", case=case), a_limit("validity", case=case)
    assert deadlines.pause(matter=case.matter, on=day("2026-03-03"), reason="补正") == []
    assert (days_of(notice)[1], days_of(validity)[1]) == ("running", "running")


def test_pausing_twice_is_one_pause() -> None:
    limit = a_limit()
    deadlines.pause(matter=limit.matter, on=day("2026-03-03"), reason="补正")
    deadlines.pause(matter=limit.matter, on=day("2026-03-04"), reason="补正")
    assert Pause.objects.filter(deadline=limit).count() == 1


def test_what_has_passed_is_not_paused() -> None:
    limit = a_limit()
    assert deadlines.pause(matter=limit.matter, on=day("2026-03-10"), reason="补正") == []
    assert days_of(limit) == ("2026-03-09", "running")


def test_nothing_resumes_where_nothing_waits() -> None:
    limit = a_limit()
    assert deadlines.resume(matter=limit.matter, on=day("2026-03-05")) == []
    assert days_of(limit) == ("2026-03-09", "running")


def test_a_clock_cannot_run_on_before_it_stopped() -> None:
    limit = a_limit()
    deadlines.pause(matter=limit.matter, on=day("2026-03-05"), reason="补正")
    refused("invalid_input", deadlines.resume, matter=limit.matter, on=day("2026-03-04"))
    assert days_of(limit)[1] == "paused"


# ── extend ────────────────────────────────────────────────────────────────────


@pytest.mark.requirement("A14")
def test_a_limit_is_extended_once_with_reason_and_name() -> None:
    limit = a_limit("conclusion_delivery", amount=30)
    moved = deadlines.extend(limit, days=30, on=day("2026-04-01"), reason="伤情复杂", by=HEAD)
    assert (str(moved.due_on), moved.extended_by, moved.extension_reason) == ("2026-05-14", "王主任", "伤情复杂")
    refused("already_extended", deadlines.extend, moved, days=30, on=day("2026-04-02"), reason="再延")
    assert days_of(limit)[0] == "2026-05-14"


def test_on_its_last_day_a_limit_can_be_extended_and_on_the_next_no_more() -> None:
    late, last = a_limit(), a_limit()
    refused("too_late", deadlines.extend, late, days=30, on=day("2026-03-10"), reason="复杂")
    assert str(deadlines.extend(last, days=30, on=day("2026-03-09"), reason="复杂").due_on) == "2026-04-08"
    assert days_of(late) == ("2026-03-09", "running")


def test_a_closed_limit_is_not_extended() -> None:
    limit = a_limit()
    deadlines.meet(limit.matter, "material_review", day("2026-03-03"))
    refused("too_late", deadlines.extend, limit, days=30, on=day("2026-03-04"), reason="复杂")


def test_a_paused_limit_can_be_extended_however_long_it_waits() -> None:
    limit = a_limit()
    deadlines.pause(matter=limit.matter, on=day("2026-03-03"), reason="补正")
    assert deadlines.extend(limit, days=30, on=day("2026-06-01"), reason="复杂").extension_days == 30


@pytest.mark.parametrize("bad", [{"reason": "  ", "days": 30}, {"reason": "复杂", "days": 0}])
def test_an_extension_needs_days_and_a_reason(bad: dict[str, Any]) -> None:
    limit = a_limit()
    refused("invalid_input", deadlines.extend, limit, on=day("2026-03-03"), **bad)
    assert days_of(limit) == ("2026-03-09", "running")


def test_pauses_and_extension_give_the_same_day_in_whatever_order_they_are_entered() -> None:
    # faults.md 10: the date must not depend on the order of pause and extension
    def pause_one(limit: Deadline) -> None:
        deadlines.pause(matter=limit.matter, on=day("2026-03-03"), reason="补正")
        deadlines.resume(matter=limit.matter, on=day("2026-03-05"))

    def pause_two(limit: Deadline) -> None:
        deadlines.pause(matter=limit.matter, on=day("2026-03-04"), reason="补正")  # overlaps the first
        deadlines.resume(matter=limit.matter, on=day("2026-03-06"))

    def extend(limit: Deadline) -> None:
        deadlines.extend(limit, days=30, on=day("2026-03-06"), reason="复杂")

    found = set()
    for order in permutations([pause_one, pause_two, extend]):
        limit = a_limit()
        for event in order:
            event(limit)
        found.add(days_of(limit)[0])
    assert found == {"2026-04-13"}


# ── meet and void ─────────────────────────────────────────────────────────────


def test_what_was_asked_for_is_done() -> None:
    limit = a_limit()
    met = deadlines.meet(matter=limit.matter, kind="material_review", on=day("2026-03-05"))
    assert met == limit
    assert (days_of(limit)[1], str(met and met.closed_on), met and met.late) == ("met", "2026-03-05", False)


def test_done_after_the_last_day_is_met_late() -> None:
    limit = a_limit()
    Deadline.objects.filter(pk=limit.pk).update(state="overdue")
    met = deadlines.meet(matter=limit.matter, kind="material_review", on=day("2026-03-12"))
    assert met is not None
    assert met.state == "met"
    assert met.late


def test_meeting_nothing_is_nothing() -> None:
    assert deadlines.meet(matter=LimitedCase().matter, kind="notice", on=day("2026-03-05")) is None


def test_when_a_matter_ends_its_open_deadlines_fall_away_but_for_the_named_ones() -> None:
    case = LimitedCase()
    review, told = a_limit(case=case), a_limit("supplement", case=case)
    met = a_limit("conclusion_delivery", case=case)
    deadlines.meet(case.matter, "conclusion_delivery", day("2026-03-03"))
    deadlines.pause(case.matter, day("2026-03-03"), "补正", kinds=["material_review"])
    deadlines.void(matter=case.matter, on=day("2026-03-04"), except_kinds=("supplement",))
    assert [days_of(limit)[1] for limit in (review, told, met)] == ["void", "running", "met"]
    assert str(Pause.objects.get(deadline=review).until_day) == "2026-03-04"


def test_the_latest_of_a_kind_is_found() -> None:
    case = LimitedCase()
    a_limit("notice", case=case)
    deadlines.void(case.matter, day("2026-03-03"))
    second = a_limit("notice", case=case, on="2026-04-01")
    assert deadlines.find(case.matter, "notice") == second
    assert deadlines.find(case.matter, "payment") is None


# ── the database's own word ───────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"due_on": day("2026-03-01")}, "deadline_does_not_end_before_it_begins"),
        ({"extension_days": 30}, "extension_has_its_day"),
        ({"state": "met"}, "closed_deadline_has_its_day"),
    ],
)
def test_the_database_refuses_nonsense(change: dict[str, Any], name: str) -> None:
    limit = a_limit()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Deadline.objects.filter(pk=limit.pk).update(**change)


@pytest.mark.parametrize("many", [1, 6])
def test_the_number_of_queries_does_not_depend_on_the_number_of_deadlines(many: int) -> None:
    kinds = ["material_review", "conclusion_delivery", "supplement", "payment", "review_result", "committee_opinion"]
    case = LimitedCase()
    for kind in kinds[:many]:
        a_limit(kind, case=case)
    counts = []
    for call in (
        lambda: deadlines.pause(case.matter, day("2026-03-03"), "补正"),
        lambda: deadlines.resume(case.matter, day("2026-03-04")),
        lambda: deadlines.void(case.matter, day("2026-03-05")),
    ):
        with CaptureQueriesContext(connection) as queries:
            call()
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
    assert counts == [3, 4, 2]  # nothing stands still when they fall away


def test_the_day_is_explained_day_by_day() -> None:
    limit = a_limit(on="2026-02-10")
    deadlines.pause(limit.matter, day("2026-02-11"), "补正")
    deadlines.resume(limit.matter, day("2026-02-13"))
    limit.refresh_from_db()
    rows = deadlines.trace(limit)
    assert rows[-1].day == limit.due_on == day("2026-02-26")
    assert [str(row.day) for row in rows if row.counted_as == "paused"] == ["2026-02-12", "2026-02-13"]
    assert [str(row.day) for row in rows if row.number == 2] == ["2026-02-14"]


def test_the_command_says_why_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    limit = a_limit(on="2026-02-10", citation="新疆第七条")
    call_command("why_this_date", str(limit.pk))
    told = capsys.readouterr().out
    assert "依据：新疆第七条" in told
    assert "2026-02-14 周六  第4个工作日（周末调休上班，是工作日）" in told
    assert told.endswith("到期日：2026-02-24，至当日24时止。\n")
    with pytest.raises(CommandError, match="没有编号"):
        call_command("why_this_date", "0")


def test_a_deadline_takes_the_calendar_as_it_stands() -> None:
    assert calendar.current().provisional(day("2027-01-04"))
    limit = a_limit("notice", on="2026-12-28", amount=7, unit="days")
    assert limit.due_on - limit.starts_on == timedelta(days=7)
    assert limit.started_at == at("2026-12-28T09:00")
