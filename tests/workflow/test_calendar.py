"""The working-day calendar: State Council days, make-up days, years not announced yet."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from workflow import calendar
from workflow.calendar_sources import announced_days, builtin_years, last_announced, statutory
from workflow.checks import provisional_years
from workflow.models import CalendarDay, CalendarYear
from workflow.refusal import Refusal
from workflow.rules import calendar_file
from workflow.rules.calendar_file import HOLIDAY, MAKEUP, ListedDay
from workflow.rules.work_calendar import OutsideCalendar, WorkCalendar, months_after

NOW = datetime(2026, 11, 5, 8, tzinfo=UTC)
ROOT = Path(calendar.__file__).resolve().parents[1]
LATER_YEAR = last_announced() + 1


@pytest.fixture(scope="module")
def builtin() -> WorkCalendar:
    years = list(builtin_years())
    days = [row for year in years for row in year.days]
    return WorkCalendar.build(
        (year.number for year in years),
        off={row.day: row.name for row in days if row.kind == HOLIDAY},
        makeup=(row.day for row in days if row.kind == MAKEUP),
        unannounced=(year.number for year in years if not year.announced),
    )


def a_good_file(year: int = LATER_YEAR) -> str:
    return "day,kind,name\n" + "".join(f"{row.day},{row.kind},{row.name}\n" for row in statutory(year))


def mistakes(text: str, year: int = LATER_YEAR) -> list[str]:
    return [str(found) for found in calendar_file.read(text, year, calendar.statutory_days(year))[1]]


# The State Council's notices for 2025 and 2026, typed from the notices.
OFF_2026 = ["01-01 01-03", "02-15 02-23", "04-04 04-06", "05-01 05-05", "06-19 06-21", "09-25 09-27", "10-01 10-07"]
MAKEUP_2026 = ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_the_year_2026_is_as_announced(builtin: WorkCalendar) -> None:
    off = set()
    for first, last in (spell.split() for spell in OFF_2026):
        start, end = date.fromisoformat(f"2026-{first}"), date.fromisoformat(f"2026-{last}")
        off |= {date.fromordinal(number) for number in range(start.toordinal(), end.toordinal() + 1)}
    worked = {date.fromisoformat(f"2026-{day}") for day in MAKEUP_2026}
    for number in range(date(2026, 1, 1).toordinal(), date(2026, 12, 31).toordinal() + 1):
        day = date.fromordinal(number)
        assert builtin.is_working(day) == (day in worked or (day.weekday() < 5 and day not in off)), day


def test_a_make_up_saturday_counts_and_a_holiday_monday_does_not(builtin: WorkCalendar) -> None:
    assert builtin.is_working(date(2026, 2, 14))
    assert not builtin.is_working(date(2026, 2, 23))
    assert builtin.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)


def test_working_days_are_counted_from_the_day_after(builtin: WorkCalendar) -> None:
    assert builtin.add_working_days(date(2026, 3, 2), 5) == date(2026, 3, 9)
    assert builtin.add_working_days(date(2026, 3, 2), 30) == date(2026, 4, 14)
    assert builtin.working_days_before(date(2026, 3, 9), 5) == date(2026, 3, 2)


def test_each_day_agrees_with_counting_one_by_one(builtin: WorkCalendar) -> None:
    day = date(2025, 9, 20)
    for count in range(1, 60):
        day = date.fromordinal(day.toordinal() + 1)
        while not builtin.is_working(day):
            day = date.fromordinal(day.toordinal() + 1)
        assert builtin.add_working_days(date(2025, 9, 20), count) == day


def test_a_year_not_announced_has_the_statutory_days_off_and_no_make_up_days(builtin: WorkCalendar) -> None:
    days = [day for day in builtin.makeup if day.year == LATER_YEAR]
    assert days == []
    assert not builtin.is_working(date(LATER_YEAR, 10, 1))
    assert builtin.provisional(date(LATER_YEAR, 1, 4))
    assert not builtin.provisional(date(LATER_YEAR - 1, 12, 31))


def test_no_weekend_is_shifted_in_a_year_not_announced(builtin: WorkCalendar) -> None:
    # In 2027 the festival's two weekend days would be given back on 9 and 10 February by a guess, not by law.
    assert builtin.is_working(date(2027, 2, 9))


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2041, 1, 1)])
def test_a_day_beyond_the_calendar_is_refused_in_words(builtin: WorkCalendar, day: date) -> None:
    with pytest.raises(OutsideCalendar, match="工作日历只有"):
        builtin.is_working(day)


def test_counting_past_the_end_is_refused(builtin: WorkCalendar) -> None:
    with pytest.raises(OutsideCalendar):
        builtin.add_working_days(date(2040, 12, 20), 30)
    with pytest.raises(OutsideCalendar):
        builtin.add_working_days(date(2003, 12, 20), 5)


def test_years_with_a_gap_make_no_calendar() -> None:
    with pytest.raises(ValueError, match="连续"):
        WorkCalendar.build([2025, 2027], off={}, makeup=())


def test_a_month_ends_on_the_same_day_or_the_last_of_the_month() -> None:
    assert months_after(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert months_after(date(2026, 3, 18), 6) == date(2026, 9, 18)
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)


# ── files ─────────────────────────────────────────────────────────────────────


def test_a_whole_file_is_read() -> None:
    listed, found = calendar_file.read(a_good_file(), LATER_YEAR, calendar.statutory_days(LATER_YEAR))
    assert found == []
    assert listed == sorted(statutory(LATER_YEAR))


@pytest.mark.parametrize("year", range(2008, last_announced() + 1))
def test_every_announced_year_would_pass_as_a_file(year: int) -> None:
    rows = sorted(announced_days(year))
    text = "日期,类别,节日\n" + "".join(f"{row.day},{row.kind},{row.name}\n" for row in rows)
    listed, found = calendar_file.read(text, year, ())
    assert [str(mistake) for mistake in found] == []
    assert listed == rows


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2027-02-30,holiday,春节", "不是日期"),
        ("2026-02-06,holiday,春节", "不属于2027年"),
        ("2028-01-01,holiday,元旦", "不属于2027年"),
        ("2027-02-06,holiday,春节", "重复"),
        ("2027-02-20,shift,春节", "不认识的类别"),
        ("2027-02-22,makeup,春节", "只能是周六或周日"),
        ("2027-02-20,makeup,", "没有写节日名称"),
        ("2027-02-20,makeup", "有2列"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_reason(row: str, reason: str) -> None:
    text = a_good_file(2027) + row + "\n"
    found = mistakes(text, 2027)
    assert len(found) == 1
    assert found[0].startswith(f"第{len(text.splitlines())}行：")
    assert reason in found[0]


def test_all_mistakes_are_told_at_once() -> None:
    assert len(mistakes(a_good_file(2027) + "x,holiday,春节\n2027-02-22,makeup,春节\n", 2027)) == 2


def test_a_missing_statutory_day_is_an_incomplete_year() -> None:
    text = "".join(line for line in a_good_file(2027).splitlines(keepends=True) if "2027-10-02" not in line)
    assert any("缺少法定节假日 2027-10-02（国庆节）" in found for found in mistakes(text, 2027))


def test_a_gap_in_a_holiday_is_refused() -> None:
    text = a_good_file(2027) + "2027-10-05,holiday,国庆节\n"
    assert mistakes(text, 2027) == ["第15行：国庆节假期中间缺少 2027-10-04，同一假期的日期必须连续"]


def test_a_fortnight_without_a_working_day_is_refused() -> None:
    rows = "".join(f"2027-10-{day:02},holiday,国庆节\n" for day in range(4, 18))
    assert any("连续14天没有工作日" in found for found in mistakes(a_good_file(2027) + rows, 2027))


def test_a_file_without_its_heading_is_refused() -> None:
    assert mistakes("2027-01-01,holiday,元旦\n")[0].startswith("第1行：第一行应为表头")


# ── tables ────────────────────────────────────────────────────────────────────


@pytest.mark.django_db
def test_a_new_database_has_the_calendar() -> None:
    assert CalendarYear.objects.count() == 37
    assert calendar.current().add_working_days(date(2026, 2, 10), 30) == date(2026, 3, 30)


@pytest.mark.django_db
def test_seeding_again_changes_nothing() -> None:
    assert calendar.seed(NOW) == []


@pytest.mark.django_db
def test_the_calendar_is_asked_for_once_in_a_transaction() -> None:
    calendar.forget()
    calendar.current()
    with CaptureQueriesContext(connection) as queries:
        calendar.current()
        calendar.current()
    assert len(queries) == 0


@pytest.mark.django_db(transaction=True)
def test_the_calendar_costs_one_query_outside_a_transaction_too() -> None:
    calendar.current()
    with CaptureQueriesContext(connection) as queries:
        calendar.current()
    assert len(queries) == 1


@pytest.mark.django_db(transaction=True)
def test_an_edit_by_another_process_is_seen_at_once() -> None:
    assert calendar.current().is_working(date(2026, 6, 16))
    with connection.cursor() as cursor:  # what another process would write, past every line of ours
        cursor.execute("INSERT INTO workflow_calendarday VALUES ('2026-06-16', 'holiday', '临时放假', 2026)")
    assert not calendar.current().is_working(date(2026, 6, 16))


@pytest.mark.django_db(transaction=True)
def test_an_edit_that_is_rolled_back_leaves_the_calendar_as_it_was() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        calendar.write_year(2027, [], announced=True, source="试", by="测试", now=NOW)
        assert calendar.current().is_working(date(2027, 10, 1))
        raise RuntimeError
    assert not calendar.current().is_working(date(2027, 10, 1))


@pytest.mark.django_db
def test_the_database_refuses_a_make_up_day_that_is_no_weekend_day() -> None:
    with pytest.raises(IntegrityError, match="make_up_day_is_a_weekend_day"):
        CalendarDay.objects.create(day=date(2027, 2, 22), year_id=2027, kind="makeup", name="春节")


@pytest.mark.django_db
def test_an_announced_year_is_not_overwritten_by_mistake() -> None:
    with pytest.raises(Refusal, match="已经载入"):
        calendar.check_may_be_written(2026, replace=False)


@pytest.mark.django_db
def test_a_year_may_not_be_skipped() -> None:
    with pytest.raises(Refusal, match="不能跳过"):
        calendar.check_may_be_written(2045, replace=False)


@pytest.mark.django_db
def test_december_of_the_year_before_may_come_with_the_notice() -> None:
    listed = [ListedDay(date(2026, 12, 27), MAKEUP, "元旦"), *statutory(2027)]
    calendar.write_year(2027, listed, announced=True, source="试", by="测试", now=NOW)
    assert calendar.current().is_working(date(2026, 12, 27))


def test_one_module_alone_asks_the_calendar_libraries() -> None:
    chapters = [folder.parent for folder in ROOT.glob("*/__init__.py") if folder.parent.name != "tests"]
    asking = {
        str(file.relative_to(ROOT))
        for chapter in chapters
        for file in chapter.rglob("*.py")
        if re.search(r"^\s*(import|from) (chinese_calendar|holidays)\b", file.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert asking == {"workflow/calendar_sources.py"}


@pytest.mark.django_db
def test_from_december_on_a_provisional_next_year_is_warned_of() -> None:
    assert provisional_years(date(LATER_YEAR - 1, 11, 30)) == []
    warned = provisional_years(date(LATER_YEAR - 1, 12, 1))
    assert [message.id for message in warned] == ["workflow.W001"]
    assert str(LATER_YEAR) in warned[0].msg


@pytest.mark.django_db
def test_the_warning_is_part_of_the_database_checks() -> None:
    CalendarYear.objects.update(status="provisional")
    found = run_checks(tags=["database"], databases=["default"])
    assert "workflow.W001" in {message.id for message in found}
