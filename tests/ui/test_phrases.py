from datetime import date
from decimal import Decimal

import pytest

from accounts import phrases

MONDAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 3, 5), "还有 3 天"),
        (date(2026, 3, 3), "还有 1 天"),
        (date(2026, 3, 2), "今天到期"),
        (date(2026, 3, 1), "已超 1 天"),
        (date(2026, 2, 28), "已超 2 天"),
    ],
)
def test_a_due_day_is_said_as_seen_from_today(due: date, said: str) -> None:
    assert phrases.due_phrase(due, MONDAY) == said


@pytest.mark.parametrize(
    ("state", "said", "tone"),
    [
        ("paused", "已暂停计时", "paused"),
        ("met", "已完成", "closed"),
        ("expired", "已到期", "closed"),
        ("void", "已失效", "closed"),
    ],
)
def test_a_paused_or_closed_deadline_says_so_instead_of_counting(state: str, said: str, tone: str) -> None:
    long_ago = date(2020, 1, 1)

    assert phrases.due_phrase(long_ago, MONDAY, state) == said
    assert phrases.due_tone(long_ago, MONDAY, state) == tone


@pytest.mark.parametrize(
    ("due", "state", "tone"),
    [
        (date(2026, 3, 9), "running", "running"),
        (date(2026, 3, 2), "running", "today"),
        (date(2026, 3, 1), "running", "overdue"),
        (date(2026, 3, 9), "overdue", "overdue"),
    ],
)
def test_the_tone_follows_the_day_and_the_state(due: date, state: str, tone: str) -> None:
    assert phrases.due_tone(due, MONDAY, state) == tone


@pytest.mark.parametrize(
    ("on", "gone"),
    [(date(2026, 3, 1), 0), (MONDAY, 0), (date(2026, 3, 4), 2), (date(2026, 3, 9), 7), (date(2026, 4, 1), 7)],
)
def test_elapsed_days_stay_within_the_period(on: date, gone: int) -> None:
    assert phrases.elapsed_days(MONDAY, date(2026, 3, 9), on) == (gone, 7)


def test_a_period_of_no_days_counts_as_one_so_that_its_bar_can_be_drawn() -> None:
    assert phrases.elapsed_days(MONDAY, MONDAY, MONDAY) == (0, 1)


def test_days_and_amounts_are_written_in_chinese() -> None:
    assert phrases.chinese_day(MONDAY) == "2026年3月2日"
    assert phrases.chinese_weekday(MONDAY) == "星期一"
    assert phrases.chinese_weekday(date(2026, 3, 8)) == "星期日"
    assert phrases.yuan(Decimal("1234567.5")) == "1,234,567.50 元"


def test_a_post_is_named_in_chinese_and_the_clock_as_the_system() -> None:
    assert phrases.post_label("intake_clerk") == "受理岗"
    assert phrases.post_label("clock") == "系统自动"
