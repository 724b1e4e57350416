"""The scales of 医保办发〔2021〕37号: bands, matrix, refused scores."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import scales

SCALE = scales.current()
ADL, COG, PER = SCALE.dimensions
FULL = {found.key: [item.scores[-1] for item in found.items] for found in SCALE.dimensions}
NOTHING = {found.key: [0] * len(found.items) for found in SCALE.dimensions}

# Level by ADL grade (rows) and the worse of cognition and perception (columns), as printed in the domain facts.
MATRIX = {
    (0, 0): 0, (0, 1): 0, (0, 2): 1, (0, 3): 1,
    (1, 0): 1, (1, 1): 1, (1, 2): 1, (1, 3): 2,
    (2, 0): 2, (2, 1): 2, (2, 2): 2, (2, 3): 3,
    (3, 0): 3, (3, 1): 3, (3, 2): 4, (3, 3): 5,
}  # fmt: skip


def sheets() -> st.SearchStrategy[dict[str, list[int]]]:
    """Any sheet that the standard allows."""
    return st.fixed_dictionaries(
        {
            found.key: st.tuples(*(st.sampled_from(item.scores) for item in found.items)).map(list)
            for found in SCALE.dimensions
        }
    )


@pytest.mark.requirement("A9")
@pytest.mark.parametrize(("adl", "cog", "per"), list(product(range(4), repeat=3)))
def test_each_combination_of_grades_gives_the_level_of_its_cell(adl: int, cog: int, per: int) -> None:
    assert scales.level(SCALE, adl, cog, per) == MATRIX[adl, max(cog, per)]


@pytest.mark.requirement("A9")
@pytest.mark.parametrize(("total", "grade"), [(0, 3), (40, 3), (45, 2), (60, 2), (65, 1), (95, 1), (100, 0)])
def test_the_bands_of_daily_living(total: int, grade: int) -> None:
    assert scales.grade(ADL, total) == grade


@pytest.mark.requirement("A9")
@pytest.mark.parametrize(("total", "grade"), [(16, 0), (15, 1), (4, 1), (3, 2), (2, 2), (1, 3), (0, 3)])
def test_the_bands_of_cognition(total: int, grade: int) -> None:
    assert scales.grade(COG, total) == grade


@pytest.mark.requirement("A9")
@pytest.mark.parametrize(("total", "grade"), [(12, 0), (11, 1), (4, 1), (3, 2), (2, 2), (1, 3), (0, 3)])
def test_the_bands_of_perception(total: int, grade: int) -> None:
    assert scales.grade(PER, total) == grade


def test_every_total_that_can_be_reached_lies_in_exactly_one_printed_band() -> None:
    for found in SCALE.dimensions:
        step = 5 if found is ADL else 1
        for total in range(0, found.maximum + 1, step):
            bands = [band.grade for band in found.grades if band.low <= total <= band.high]
            assert bands == [scales.grade(found, total)]


@pytest.mark.parametrize("total", [-5, 101])
def test_a_total_beyond_the_scale_has_no_grade(total: int) -> None:
    with pytest.raises(ValueError, match="0 到 100"):
        scales.grade(ADL, total)


def test_a_grade_beyond_the_matrix_has_no_level() -> None:
    with pytest.raises(ValueError, match="0 到 3"):
        scales.level(SCALE, 0, -1, 0)


def test_the_standard_has_17_items_and_65_options() -> None:
    items = [item for found in SCALE.dimensions for item in found.items]

    assert (len(items), sum(len(item.options) for item in items)) == (17, 65)
    assert [found.maximum for found in SCALE.dimensions] == [100, 16, 12]
    assert [sum(item.scores[-1] for item in found.items) for found in SCALE.dimensions] == [100, 16, 12]


@pytest.mark.requirement("A9")
def test_the_sheet_of_the_urumqi_scenario_is_severe_two() -> None:
    sheet = {"adl": [0, 0, 0, 0, 5, 0, 5, 5, 0, 0], "cognition": [1, 1, 0, 0], "perception": [3, 3, 2]}

    found = scales.assess(sheet, SCALE)

    assert (found.totals, found.grades) == ((15, 2, 8), (3, 2, 1))
    assert (found.level, found.level_name) == (4, "重度失能Ⅱ级")


def test_best_and_worst_sheet() -> None:
    assert scales.assess(FULL, SCALE).level_name == "基本正常"
    assert scales.assess(NOTHING, SCALE).level_name == "重度失能Ⅲ级"


@pytest.mark.parametrize("wrong", [3, -5, 20, "5", 5.0, True, None])
def test_a_score_that_the_item_does_not_have_is_refused_by_name(wrong: Any) -> None:
    sheet = {**FULL, "adl": [wrong, *FULL["adl"][1:]]}

    (error,) = scales.validate(sheet, SCALE)

    assert (error.dimension, error.item) == ("adl", 1)
    assert "“进食”只能填 0、5、10" in error.message


def test_all_wrong_items_are_told_together() -> None:
    sheet = {"adl": [10] * 10, "cognition": [5, 4, 4, 4], "perception": [4, 4, 4]}

    assert [(error.dimension, error.item) for error in scales.validate(sheet, SCALE)] == [
        ("adl", 3),
        ("adl", 10),
        ("cognition", 1),
    ]


@pytest.mark.parametrize("given_items", [[], [4, 4, 4], [4, 4, 4, 4, 4], None, "4444", 16])
def test_too_few_or_too_many_items_are_refused(given_items: Any) -> None:
    (error,) = scales.validate({**FULL, "cognition": given_items}, SCALE)

    assert "认知能力应填 4 项" in error.message


def test_a_scale_that_the_standard_does_not_have_is_refused() -> None:
    assert "没有名为“mood”的评估表" in scales.validate({**FULL, "mood": [1]}, SCALE)[0].message


def test_a_wrong_sheet_is_not_scored() -> None:
    with pytest.raises(scales.InvalidScores, match="应填 10 项") as caught:
        scales.assess({**FULL, "adl": []}, SCALE)
    assert caught.value.errors[0].dimension == "adl"


def test_the_matrix_says_that_it_awaits_confirmation() -> None:
    assert SCALE.confirmed is False
    assert "官方文本" in SCALE.note


def test_a_version_is_found_by_day_and_by_name() -> None:
    assert scales.current(date(2026, 3, 2)).version == "37-2021"
    assert scales.by_version("37-2021") is SCALE
    with pytest.raises(LookupError, match="之前没有"):
        scales.current(date(2021, 7, 27))
    with pytest.raises(LookupError, match="99-2099"):
        scales.by_version("99-2099")


@given(sheets())
def test_levels_of_many_sheets_are_the_levels_of_each(sheet: dict[str, list[int]]) -> None:
    row = (*sheet["adl"], *sheet["cognition"], *sheet["perception"])

    assert scales.levels_of([row], SCALE) == [scales.assess(sheet, SCALE).level]


@pytest.mark.requirement("A9")
@given(sheets(), st.data())
def test_a_worse_answer_never_makes_the_level_better(sheet: dict[str, list[int]], data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(SCALE.dimensions))
    place = data.draw(st.integers(0, len(found.items) - 1))
    worse_scores = [score for score in found.items[place].scores if score <= sheet[found.key][place]]
    worse = {key: list(values) for key, values in sheet.items()}
    worse[found.key][place] = data.draw(st.sampled_from(worse_scores))

    assert scales.assess(worse, SCALE).level >= scales.assess(sheet, SCALE).level
    assert all(
        a >= b for a, b in zip(scales.assess(worse, SCALE).grades, scales.assess(sheet, SCALE).grades, strict=True)
    )
