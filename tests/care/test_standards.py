"""C4: what a region pays by insurance, mode and level; where nobody knows, that is what is said."""

from datetime import date
from typing import Any

import pytest

from care import checks
from care.rules.standards import NOT_FOR_THIS_CASE, NOT_OBTAINED, problems
from care.terms import standards_of
from policy import packs

DAY = date(2026, 3, 2)
URU, NX, HLJ, TJ = "650100", "640100", "230200", "120000"
SOUND: dict[str, Any] = {"mode": "home", "per": "month", "level": 3, "fixed_fen": 1}


@pytest.mark.requirement("C4")
@pytest.mark.parametrize(
    ("insured", "level", "amounts"),
    [
        ("employee", 3, {"全日居家护理": 186500, "定点机构上门护理": 6200}),
        ("employee", 4, {"全日居家护理": 202200, "定点机构上门护理": 6700}),
        ("employee", 5, {"全日居家护理": 215200, "定点机构上门护理": 7200}),
        ("resident", 3, {"全日居家护理": 143500, "定点机构上门护理": 4800}),
        ("resident", 4, {"全日居家护理": 157800, "定点机构上门护理": 5300}),
        ("resident", 5, {"全日居家护理": 172100, "定点机构上门护理": 5760}),
    ],
)
def test_urumqi_pays_at_home_by_insurance_and_level(insured: str, level: int, amounts: dict[str, int]) -> None:
    answer = standards_of(URU, DAY, insured=insured, mode="home", level=level)
    assert {row.variant: row.fixed_fen for row in answer.rows} == amounts
    assert (answer.citation, answer.missing) == ("乌医保〔2022〕2号", "")


@pytest.mark.requirement("C4")
def test_tianjin_pays_a_day_in_an_institution_up_to_a_cap_with_a_share() -> None:
    (row,) = standards_of(TJ, DAY, insured="employee", mode="institution", level=5).rows
    assert (row.per, row.cap_fen, row.fund_share) == ("day", 7000, 70)


@pytest.mark.requirement("C4")
def test_tianjin_pays_family_carers_themselves() -> None:
    rows = standards_of(TJ, DAY, insured="employee", mode="family", level=3).rows
    assert [(row.fixed_fen, row.cap_fen, row.paid_to) for row in rows] == [
        (75000, None, "亲情照护人员"),
        (None, 110000, ""),
    ]


@pytest.mark.requirement("C4")
@pytest.mark.parametrize("area", [NX, HLJ])
def test_a_region_without_figures_says_so(area: str) -> None:
    answer = standards_of(area, DAY, insured="employee", mode="home", level=3)
    assert (answer.rows, answer.missing) == ((), NOT_OBTAINED)


@pytest.mark.requirement("C4")
def test_a_mode_for_which_the_region_has_no_figure_is_not_guessed() -> None:
    answer = standards_of(URU, DAY, insured="employee", mode="community", level=3)
    assert (answer.rows, answer.missing) == ((), NOT_FOR_THIS_CASE)


@pytest.mark.requirement("C4")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"prize": 1}, "第1行：未知的键 prize"),
        ({"mode": "hotel"}, "第1行：mode 没有护理方式 hotel"),
        ({"per": "year"}, "第1行：per 应为 hour、day、month、item 之一"),
        ({"insured": "retired"}, "第1行：insured 应为 employee、resident 之一"),
        ({"level": 9}, "第1行：level 没有等级 9"),
        ({"fixed_fen": 10.5}, "第1行：fixed_fen 应为不小于零的整数"),
        ({"hours_cap": -1}, "第1行：hours_cap 应为不小于零的整数"),
        ({"fund_share": 101}, "第1行：fund_share 不能超过100"),
        ({"variant": 1}, "第1行：variant 应为文字"),
        ({"cap_fen": 5}, "第1行：fixed_fen 和 cap_fen 须有且只有一个"),
        ({"fixed_fen": None}, "第1行：fixed_fen 和 cap_fen 须有且只有一个"),
    ],
)
def test_a_faulty_row_is_told(changed: dict[str, Any], said: str) -> None:
    assert problems([SOUND | changed], {"home"}, {3}) == [said]


@pytest.mark.requirement("C4")
def test_a_row_given_twice_and_a_row_that_is_none_are_told() -> None:
    assert problems([SOUND, SOUND, "home"], {"home"}, {3}) == ["第2行：与第1行重复", "第3行：应为键值对"]


@pytest.mark.requirement("C4")
def test_the_shipped_standards_are_sound() -> None:
    assert list(checks.faults(packs.current())) == []
