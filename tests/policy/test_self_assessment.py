"""The self-assessment scale: every combination of dependent items, and the column that nobody defined."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import rule, scales
from policy.self_assessment import self_form

A, B = ("eating", "continence", "bathing"), ("dressing", "toileting", "transfer")
COUNTS = rule("applications.self_assessment.partial_counts", area="640000", on=date(2026, 3, 2)).value
CHOICES = ["independent", "partial", "dependent"]
GRADES = {
    (0, 0): "A", (0, 1): "B", (0, 2): "B", (0, 3): "C",
    (1, 0): "B", (1, 1): "C", (1, 2): "D", (1, 3): "E",
    (2, 0): "D", (2, 1): "E", (2, 2): "E", (2, 3): "F",
    (3, 0): "E", (3, 1): "F", (3, 2): "F", (3, 3): "G",
}  # fmt: skip


def form(a: int, b: int) -> dict[str, str]:
    """A form with so many dependent items of each class, the rest independent."""
    return {code: "dependent" if code in (*A[:a], *B[:b]) else "independent" for code in (*A, *B)}


@pytest.mark.requirement("A1")
@pytest.mark.parametrize(("a", "b"), list(product(range(4), repeat=2)))
def test_each_number_of_dependent_items_has_its_grade(a: int, b: int) -> None:
    assert scales.self_grade(form(a, b), COUNTS) == GRADES[a, b]


@pytest.mark.requirement("A1")
def test_the_middle_column_counts_for_toileting_and_transfer_only() -> None:
    partial = {code: scales.self_grade({**form(0, 0), code: "partial"}, COUNTS) for code in (*A, *B)}

    assert partial == {
        "eating": "A",
        "continence": "A",
        "bathing": "A",
        "dressing": "A",
        "toileting": "B",
        "transfer": "B",
    }


def test_a_region_may_count_the_middle_column_everywhere() -> None:
    assert scales.self_grade(dict.fromkeys((*A, *B), "partial"), dict.fromkeys((*A, *B), True)) == "G"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"eating": "halb"}, "“进食”只能选"),
        ({"walking": "dependent"}, "没有这些项目：walking"),
    ],
)
def test_a_choice_that_the_form_does_not_have_is_refused(change: dict[str, str], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        scales.self_grade({**form(0, 0), **change}, COUNTS)


def test_an_unfinished_form_names_what_is_left() -> None:
    with pytest.raises(scales.InvalidSelfAssessment, match="未填的项目：进食、床椅转移"):
        scales.self_grade({code: "dependent" for code in (*A, *B) if code not in ("eating", "transfer")}, COUNTS)


def test_the_form_has_six_items_of_three_choices_in_the_order_of_annex_3() -> None:
    found = self_form(date(2026, 3, 2))

    assert [item.name for item in found.items] == ["进食", "穿衣", "大小便控制", "用厕", "洗澡", "床椅转移"]
    assert all(list(item.options) == CHOICES for item in found.items)


def test_before_the_standard_there_is_no_form() -> None:
    with pytest.raises(LookupError, match="没有自评表"):
        self_form(date(2021, 7, 27))


@given(st.tuples(*[st.sampled_from(CHOICES)] * 6), st.integers(0, 5))
def test_a_worse_answer_never_makes_the_grade_better(choices: tuple[str, ...], place: int) -> None:
    before = dict(zip((*A, *B), choices, strict=True))
    after = {**before, (*A, *B)[place]: "dependent"}

    assert scales.self_grade(after, COUNTS) >= scales.self_grade(before, COUNTS)
