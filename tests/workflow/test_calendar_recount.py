"""A year that is announced later: loaded whole or not at all, every live deadline counted anew, moved dates listed."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from tests.workflow.limits import a_limit, day
from workflow import deadlines
from workflow.calendar_sources import statutory
from workflow.deadlines import recounting
from workflow.models import CalendarChange, CalendarDay, CalendarYear, Deadline
from workflow.refusal import Refusal
from workflow.rules.calendar_file import HOLIDAY, MAKEUP, ListedDay

NOW = datetime(2026, 11, 5, 8, tzinfo=UTC)
# What a notice might say of the New Year of 2027: three days off, and a Sunday worked for it.
NOTICE = [ListedDay(day("2027-01-04"), HOLIDAY, "元旦"), ListedDay(day("2027-01-10"), MAKEUP, "元旦")]
pytestmark = pytest.mark.django_db


def load(*, replace: bool = False) -> CalendarChange:
    listed = sorted([*statutory(2027), *NOTICE])
    return recounting.load_year(2027, listed, source="国办发明电〔2026〕9号", by="张管理", now=NOW, replace=replace)


@pytest.mark.requirement("A14")
def test_loading_a_year_moves_what_it_moves_and_lists_it() -> None:
    moved = a_limit(on="2026-12-28", amount=4, unit="working_days")
    same = a_limit(on="2026-03-02")
    assert str(moved.due_on) == "2027-01-04"
    change = load()
    assert change.rows == [[moved.pk, "material_review", "2027-01-04", "2027-01-05"]]
    assert (change.examined, change.moved) == (2, 1)
    moved.refresh_from_db(), same.refresh_from_db()
    assert (str(moved.due_on), moved.provisional) == ("2027-01-05", False)
    assert str(same.due_on) == "2026-03-09"


def test_a_day_that_stays_is_provisional_no_more_and_not_listed() -> None:
    limit = a_limit(on="2027-03-01")
    assert limit.provisional
    assert load().moved == 0
    limit.refresh_from_db()
    assert not limit.provisional


def test_pauses_and_extensions_are_counted_in() -> None:
    limit = a_limit(on="2026-12-21", amount=4, unit="working_days")
    deadlines.pause(limit.matter, day("2026-12-22"), "补正")
    deadlines.resume(limit.matter, day("2026-12-29"))
    assert str(Deadline.objects.get().due_on) == "2027-01-04"
    deadlines.extend(limit, days=30, on=day("2026-12-30"), reason="复杂")
    load()
    limit.refresh_from_db()
    assert str(limit.due_on) == "2027-02-04"  # 5 January and 30 days


def test_closed_deadlines_keep_the_day_that_held() -> None:
    limit = a_limit(on="2026-12-28", amount=4, unit="working_days")
    deadlines.meet(limit.matter, "material_review", day("2026-12-30"))
    assert load().examined == 0
    limit.refresh_from_db()
    assert str(limit.due_on) == "2027-01-04"


def test_the_recount_runs_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recounting, "BATCH", 2)
    for _ in range(5):
        a_limit(on="2026-12-28", amount=4, unit="working_days")
    change = load()
    assert (change.examined, change.moved) == (5, 5)


def test_an_announced_year_is_replaced_only_when_asked() -> None:
    load()
    with pytest.raises(Refusal, match="已经载入"):
        load()
    assert load(replace=True).moved == 0


def test_the_calendar_says_who_loaded_what_from_which_document() -> None:
    load()
    year = CalendarYear.objects.get(year=2027)
    assert (year.status, year.source, year.loaded_by, year.loaded_at) == (
        "announced",
        "国办发明电〔2026〕9号",
        "张管理",
        NOW,
    )


@pytest.mark.django_db(transaction=True)
def test_a_deadline_begun_while_a_year_is_loaded_is_not_missed() -> None:
    begun, committed = threading.Event(), []

    def begin() -> None:
        try:
            with transaction.atomic():
                a_limit(on="2026-12-28", amount=4, unit="working_days")  # by the old calendar
                begun.set()
                time.sleep(0.5)
                committed.append(True)
        finally:
            connection.close()

    clerk = threading.Thread(target=begin)
    clerk.start()
    assert begun.wait(timeout=10)
    change = load()
    assert committed == [True]  # the load waited for the clerk's act
    clerk.join(timeout=10)
    assert (change.examined, change.moved) == (1, 1)


# ── the command ───────────────────────────────────────────────────────────────


def a_file(folder: Path, *extra: str) -> str:
    rows = [f"{row.day},{row.kind},{row.name}" for row in sorted([*statutory(2027), *NOTICE])]
    path = folder / "2027.csv"
    path.write_text("\n".join(["day,kind,name", *rows, *extra]), encoding="utf-8")
    return str(path)


def test_the_command_loads_a_file_and_prints_the_moved_dates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limit = a_limit(on="2026-12-28", amount=4, unit="working_days")
    call_command("load_calendar", a_file(tmp_path), "--year", "2027", "--source", "国办发明电〔2026〕9号")
    told = capsys.readouterr().out
    assert "重算1项期限，变动1项。" in told
    assert f"期限{limit.pk} 材料审核期限：2027-01-04 → 2027-01-05" in told


def test_a_file_with_a_mistake_changes_nothing(tmp_path: Path) -> None:
    before = list(CalendarDay.objects.values_list("day", "kind"))
    with pytest.raises(CommandError) as caught:
        call_command("load_calendar", a_file(tmp_path, "2027-02-22,makeup,春节"), "--year", "2027", "--source", "x")
    assert "第17行：2027-02-22 是星期一，调休上班日只能是周六或周日" in str(caught.value)
    assert list(CalendarDay.objects.values_list("day", "kind")) == before
    assert CalendarYear.objects.get(year=2027).status == "provisional"
    assert not CalendarChange.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "请给出一个文件"),
        (["missing.csv", "--year", "2027", "--source", "x"], "读不到文件"),
        (["missing.csv", "--year", "2027"], "--source"),
        (["missing.csv", "--builtin"], "请给出一个文件"),
    ],
)
def test_the_command_says_what_it_needs(arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("load_calendar", *arguments)


def test_the_builtin_years_are_there_already(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_calendar", "--builtin")
    assert "没有变动" in capsys.readouterr().out


def test_recounting_by_hand_finds_nothing_to_move(capsys: pytest.CaptureFixture[str]) -> None:
    a_limit()
    call_command("recompute_deadlines")
    assert "重算1项期限，变动0项。" in capsys.readouterr().out


# ── the admin ─────────────────────────────────────────────────────────────────


def _days_of_2026() -> list[CalendarDay]:
    return list(CalendarDay.objects.filter(year_id=2026))


def _row(number: int, on: str, kind: str, name: str) -> dict[str, str]:
    values = {"day": on, "kind": kind, "name": name, "year": "2026"}
    return {f"days-{number}-{column}": value for column, value in values.items()}


def _form_of_2026() -> dict[str, str]:
    """The page as it is opened, with one row more to fill in."""
    days = _days_of_2026()
    counts = {"TOTAL": len(days) + 1, "INITIAL": len(days), "MIN_NUM": 0, "MAX_NUM": 1000}
    form = {f"days-{name}_FORMS": str(count) for name, count in counts.items()}
    for number, row in enumerate(days):
        form |= _row(number, str(row.day), row.kind, row.name)
    return form | {"status": "announced", "source": "国办发明电"}


def test_an_edit_in_the_admin_recounts(client: Client, settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    limit = a_limit(on="2026-03-02")
    client.force_login(User.objects.create_superuser("admin", password="x" * 14))
    form = _form_of_2026() | _row(len(_days_of_2026()), "2026-03-09", "holiday", "临时放假")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/admin/workflow/calendaryear/2026/change/", form)
    assert answer["Location"] == "/admin/workflow/calendaryear/", answer.content.decode()
    limit.refresh_from_db()
    assert str(limit.due_on) == "2026-03-10"
    assert CalendarChange.objects.get().rows == [[limit.pk, "material_review", "2026-03-09", "2026-03-10"]]
