"""How time is counted: figures of the regulations, and properties for everything else."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.calendar_sources import builtin_years
from workflow.rules.calendar_file import HOLIDAY, MAKEUP
from workflow.rules.due_dates import PauseSpan, due_day
from workflow.rules.due_trace import trace
from workflow.rules.work_calendar import WorkCalendar


def _builtin() -> WorkCalendar:
    years = list(builtin_years())
    rows = [row for year in years for row in year.days]
    return WorkCalendar.build(
        (year.number for year in years),
        off={row.day: row.name for row in rows if row.kind == HOLIDAY},
        makeup=(row.day for row in rows if row.kind == MAKEUP),
        unannounced=(year.number for year in years if not year.announced),
    )


CALENDAR = _builtin()


def due(
    start: str, amount: int, unit: str, *pauses: tuple[str, str | None], extension: int = 0, rolls: bool = True
) -> str:
    spans = [PauseSpan(date.fromisoformat(a), date.fromisoformat(b) if b else None) for a, b in pauses]
    return str(due_day(date.fromisoformat(start), amount, unit, spans, extension, CALENDAR, rolls)[0])


@pytest.mark.requirement("A5")
@pytest.mark.requirement("A14")
@pytest.mark.parametrize(
    ("what", "start", "amount", "unit", "expected"),
    [
        ("URU material review, across 春节 with two make-up days", "2026-02-10", 5, "working_days", "2026-02-24"),
        ("URU conclusion", "2026-02-10", 30, "working_days", "2026-03-30"),
        ("NX material review", "2026-03-02", 5, "working_days", "2026-03-09"),
        ("NX conclusion, across 清明", "2026-03-02", 30, "working_days", "2026-04-14"),
        ("URU committee opinion: 29 March is a Sunday", "2026-02-27", 30, "days", "2026-03-30"),
        ("URU notice", "2026-03-10", 7, "days", "2026-03-17"),
        ("a limit that ends in the 国庆 holiday", "2026-09-24", 10, "days", "2026-10-08"),
    ],
)
def test_figures_that_must_come_out(what: str, start: str, amount: int, unit: str, expected: str) -> None:
    assert due(start, amount, unit) == expected, what


def test_months_end_on_the_same_day_or_the_last_one_then_roll() -> None:
    assert due("2026-03-18", 6, "months", rolls=False) == "2026-09-18"
    assert due("2025-08-31", 6, "months", rolls=False) == "2026-02-28"
    assert due("2025-11-16", 3, "months") == "2026-02-24"  # 16 February lies in 春节


def test_what_merely_begins_or_ends_on_a_day_keeps_it() -> None:
    assert due("2026-04-04", 6, "months", rolls=False) == "2026-10-04"


@pytest.mark.requirement("A14")
def test_an_extension_counts_from_the_due_day() -> None:
    assert due("2026-02-27", 30, "days", extension=30) == "2026-04-29"
    assert due("2026-03-02", 30, "working_days", extension=30) == "2026-05-14"


def test_an_extension_that_ends_on_a_day_off_rolls() -> None:
    assert due("2026-02-10", 30, "working_days", extension=33) == "2026-05-06"  # 2 May lies in 劳动节


@pytest.mark.requirement("A4")
def test_a_pause_leaves_out_the_days_after_it_up_to_its_last() -> None:
    # day 1 is Tuesday 3 March; paused on the 3rd, resumed on the 5th: the 6th is day 2
    assert due("2026-03-02", 2, "working_days", ("2026-03-03", "2026-03-05")) == "2026-03-06"
    assert due("2026-03-02", 2, "days", ("2026-03-03", "2026-03-05"), rolls=False) == "2026-03-06"


def test_a_pause_of_no_length_changes_nothing() -> None:
    assert due("2026-03-02", 5, "working_days", ("2026-03-04", "2026-03-04")) == "2026-03-09"


def test_a_pause_before_the_beginning_changes_nothing() -> None:
    assert due("2026-03-09", 5, "working_days", ("2026-03-02", "2026-03-06")) == "2026-03-16"


def test_a_pause_that_began_earlier_counts_from_the_beginning_only() -> None:
    assert due("2026-03-09", 1, "working_days", ("2026-03-02", "2026-03-10")) == "2026-03-11"


def test_a_pause_in_the_extension_lengthens_it() -> None:
    without = due("2026-03-02", 5, "working_days", extension=30)
    assert without == "2026-04-08"
    assert due("2026-03-02", 5, "working_days", ("2026-03-20", "2026-03-27"), extension=30) == "2026-04-15"


def test_rolling_passes_over_a_paused_working_day() -> None:
    # ends on Saturday 7 March, Monday and Tuesday are paused
    assert due("2026-03-02", 5, "days", ("2026-03-07", "2026-03-10")) == "2026-03-11"


def test_an_open_pause_has_no_length_yet() -> None:
    assert due("2026-03-02", 5, "working_days", ("2026-03-04", None)) == "2026-03-09"


def test_a_day_that_needs_a_year_not_announced_is_provisional() -> None:
    def provisional(start: date, amount: int, unit: str, rolls: bool = True) -> bool:
        return due_day(start, amount, unit, (), 0, CALENDAR, rolls)[1]

    assert not provisional(date(2026, 3, 2), 30, "working_days")
    assert provisional(date(2026, 12, 20), 30, "working_days")
    assert provisional(date(2026, 12, 20), 30, "days")
    assert not provisional(date(2026, 12, 20), 24, "months", rolls=False)  # no calendar is asked for it


def test_a_limit_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="负数"):
        due("2026-03-02", -1, "days")


# ── properties ────────────────────────────────────────────────────────────────

days = st.dates(date(2024, 1, 1), date(2027, 6, 30))
spans = st.builds(
    lambda since, length: PauseSpan(since, since + timedelta(days=length)), days, st.integers(min_value=0, max_value=40)
)
limits = {
    "start": days,
    "amount": st.integers(min_value=0, max_value=90),
    "unit": st.sampled_from(["days", "working_days"]),
    "pauses": st.lists(spans, max_size=5),
    "extension": st.sampled_from([0, 30]),
    "rolls": st.booleans(),
}


@given(**limits, shuffled=st.randoms())
@settings(max_examples=300, deadline=None)
def test_the_same_pauses_in_any_order_give_the_same_day(
    start: date, amount: int, unit: str, pauses: list[PauseSpan], extension: int, rolls: bool, shuffled: object
) -> None:
    other = list(pauses)
    shuffled.shuffle(other)  # type: ignore[attr-defined]
    expected = due_day(start, amount, unit, pauses, extension, CALENDAR, rolls)
    assert due_day(start, amount, unit, other + other, extension, CALENDAR, rolls) == expected


@given(**limits)
@settings(max_examples=400, deadline=None)
def test_counting_at_once_agrees_with_counting_day_by_day(
    start: date, amount: int, unit: str, pauses: list[PauseSpan], extension: int, rolls: bool
) -> None:
    rows = trace(start, amount, unit, pauses, extension, CALENDAR, rolls)
    assert rows[-1].day == due_day(start, amount, unit, pauses, extension, CALENDAR, rolls)[0]


@given(**limits)
@settings(max_examples=200, deadline=None)
def test_the_trace_names_every_day_once(
    start: date, amount: int, unit: str, pauses: list[PauseSpan], extension: int, rolls: bool
) -> None:
    rows = trace(start, amount, unit, pauses, extension, CALENDAR, rolls)
    assert [row.day for row in rows] == [start + timedelta(days=offset) for offset in range(len(rows))]
    assert sum(row.counted_as == "counted" for row in rows) == amount
    assert sum(row.counted_as == "extension" for row in rows) == extension


@given(
    start=days,
    amount=st.integers(0, 90),
    unit=st.sampled_from(["days", "working_days"]),
    since=days,
    more=st.integers(0, 40),
)
@settings(max_examples=200, deadline=None)
def test_a_longer_pause_never_ends_a_limit_earlier(start: date, amount: int, unit: str, since: date, more: int) -> None:
    def with_pause(length: int) -> date:
        return due_day(start, amount, unit, [PauseSpan(since, since + timedelta(days=length))], 0, CALENDAR, True)[0]

    assert with_pause(more) <= with_pause(more + 1)


def test_the_trace_says_why_in_words() -> None:
    rows = trace(date(2026, 2, 12), 2, "working_days", (), 0, CALENDAR, True)
    assert [(str(row.day), row.counted_as) for row in rows] == [
        ("2026-02-12", "start"),
        ("2026-02-13", "counted"),
        ("2026-02-14", "counted"),
    ]
    assert rows[2].why == "第2个工作日（周末调休上班，是工作日）"
    assert trace(date(2026, 2, 13), 2, "days", (), 0, CALENDAR, True)[3].why == (
        "前一日春节放假，期限顺延到这一天（春节放假）"
    )
