"""C2, C4: a plan is held against the catalogue, the standard and the person's consent, and each fault is told."""

from calendar import monthcalendar
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.rules.plan_limits import Finding, Ground, Item, Limits, Planned, findings, limits_of, weekdays_of
from care.rules.standards import Standard

BATH = Item("D1", "助浴", 5000, 1, 2, 8, 30, 60, frozenset({"carer"}), frozenset({"D2"}))
WIPE = Item("D2", "床上擦浴", 3000, performers=frozenset({"carer", "nurse"}))
TURN = Item("D3", "翻身", 1000, per_day_max=3)
# February 2027 has each day of the week four times; March 2026 has five Sundays, Mondays and Tuesdays.
FOUR, FIVE = date(2027, 2, 1), date(2026, 3, 1)
GROUND = Ground({item.code: item for item in (BATH, WIPE, TURN)}, Limits(), [FOUR], labels={"carer": "护理人员"})
BATHING = Planned("D1", (1, 4), 40, "carer")


def said(*plan: Planned, **more: Any) -> list[str]:
    return [one.sentence for one in findings(plan, replace(GROUND, **more))]


@pytest.mark.requirement("C2")
def test_a_plan_within_all_limits_may_stand() -> None:
    assert said(BATHING) == []


@pytest.mark.requirement("C2")
def test_an_empty_plan_is_none() -> None:
    assert said() == ["计划中没有服务项目，请至少选择一项。"]


@pytest.mark.requirement("C4")
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"weekdays": (1, 1)}, "“助浴”每天最多1次，现为2次。"),
        ({"weekdays": (1, 3, 5)}, "“助浴”每周最多2次，现为3次。"),
        ({"minutes": 29}, "“助浴”每次不少于30分钟，现为29分钟。"),
        ({"minutes": 61}, "“助浴”每次不超过60分钟，现为61分钟。"),
        ({"performer": "family"}, "“助浴”须由护理人员提供。"),
        ({"weekdays": ()}, "请选择每周在哪几天服务。"),
        ({"weekdays": (8,)}, "服务日须为星期一至星期日。"),
    ],
)
def test_a_line_over_a_limit_of_the_catalogue_is_told(changed: dict[str, Any], sentence: str) -> None:
    assert sentence in said(replace(BATHING, **changed))


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("minutes", [30, 60])
def test_the_limit_itself_is_allowed(minutes: int) -> None:
    assert said(replace(BATHING, minutes=minutes)) == []


@pytest.mark.requirement("C4")
def test_the_fullest_month_counts() -> None:
    assert said(BATHING, months=[FOUR, FIVE]) == ["“助浴”每月最多8次，现为9次。"]


@pytest.mark.requirement("C4")
def test_a_second_line_of_the_same_item_is_no_way_around_its_limit() -> None:
    (found,) = findings([BATHING, replace(BATHING, weekdays=(4,))], replace(GROUND, catalogue={"D1": _roomy()}))
    assert (found.line, found.sentence) == (1, "“助浴”每天最多1次，现为2次。")


def _roomy() -> Item:
    return replace(BATH, per_week_max=None, per_month_max=None)


@pytest.mark.requirement("C4")
def test_items_that_exclude_each_other_are_told_in_both_lines() -> None:
    assert said(Planned("D2", (2,), 20, "nurse"), BATHING) == [
        "“床上擦浴”与“助浴”不能同时安排。",
        "“助浴”与“床上擦浴”不能同时安排。",
    ]


@pytest.mark.requirement("C4")
def test_outside_the_catalogue_needs_written_consent() -> None:
    own = Planned("", (6,), 30, "carer", name="陪诊", price_fen=9000)
    assert findings([own], replace(GROUND, citation="宁夏第二十条")) == [
        Finding(
            *(0, "outside_catalogue_without_consent"),
            *("“陪诊”不在服务项目目录内，须先取得参保人书面同意。", "宁夏第二十条"),
        )
    ]
    assert said(own, consent=True) == []


@pytest.mark.requirement("C4")
def test_a_plan_over_the_monthly_cap_is_told_in_yuan() -> None:
    assert said(BATHING, limits=Limits(per_month_fen=40000)) == []
    assert said(BATHING, limits=Limits(per_month_fen=39999)) == [
        "计划超过待遇标准：一个月的费用最高399.99元，现为400.00元。"
    ]


@pytest.mark.requirement("C4")
def test_a_plan_over_the_cap_of_a_day_is_told() -> None:
    turning = Planned("D3", (1, 1), 10, "carer")
    assert said(BATHING, turning, limits=Limits(per_day_fen=6999)) == [
        "计划超过待遇标准：一天的费用最高69.99元，现为70.00元。"
    ]


@pytest.mark.requirement("C4")
def test_a_plan_over_the_hours_of_a_month_is_told() -> None:
    assert said(BATHING, limits=Limits(hours_per_month=5)) == ["计划超过待遇标准：一个月最多5小时，现为5.3小时。"]


@pytest.mark.requirement("C4")
def test_what_the_person_pays_does_not_count_against_the_cap() -> None:
    own = Planned("", (6,), 600, "carer", name="陪诊", price_fen=900000)
    assert said(own, consent=True, limits=Limits(1, 1, 1)) == []


@pytest.mark.requirement("C4")
@pytest.mark.parametrize(
    ("standard", "limits"),
    [
        (Standard("institution", "day", cap_fen=7000), Limits(per_day_fen=7000)),
        (Standard("home", "month", cap_fen=210000), Limits(per_month_fen=210000)),
        (Standard("home", "hour", fixed_fen=6200, hours_cap=30), Limits(hours_per_month=30)),
        (Standard("home", "month", fixed_fen=186500), Limits()),
    ],
)
def test_a_standard_limits_money_or_hours(standard: Standard, limits: Limits) -> None:
    assert limits_of(standard, "") == limits


@pytest.mark.requirement("C2")
@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_days_of_the_week_are_counted_as_the_calendar_has_them(month: date) -> None:
    weeks = monthcalendar(month.year, month.month)
    assert weekdays_of(month) == {day: sum(1 for week in weeks if week[day - 1]) for day in range(1, 8)}
