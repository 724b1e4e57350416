"""C9 as a pure rule, with the figures that the pack gives. 新疆、黑龙江第十四条."""

from datetime import date

import pytest

from policy import rule
from providers.rules.staffing import Figure, House, Staff, lacking

pytestmark = pytest.mark.requirement("C9")
NAMES = ("home_carers_min", "home_medical_min", "institution_doctors_min", "institution_nurses_min", "own_unit_from")


def found(
    area: str, staff: Staff, *modes: str, licensed: bool = False, capacity: int = 40, whole: bool = True
) -> set[str]:
    on = date(2026, 3, 2)
    lines = {name: rule(f"care.staffing.{name}", area=area, on=on) for name in NAMES}
    figures = {name: Figure(line.value, line.citation) for name, line in lines.items()}
    house = House(frozenset(modes), licensed, capacity, whole, whole)
    findings = list(lacking(staff, house, figures))
    assert all(finding.citation and finding.message.endswith("。") for finding in findings)
    return {finding.rule for finding in findings}


@pytest.mark.parametrize("area", ["650000", "650100", "230000", "640000", "120000"])
@pytest.mark.parametrize("mode", ["home", "community"])
def test_at_home_four_carers_and_with_a_licence_two_medical_staff(area: str, mode: str) -> None:
    assert found(area, Staff(3, 0, 0, 0), mode) == {"home_carers_min"}
    assert found(area, Staff(4, 0, 0, 0), mode) == set()
    assert found(area, Staff(4, 0, 1, 0), mode, licensed=True) == {"home_medical_min"}
    assert found(area, Staff(4, 1, 1, 0), mode, licensed=True) == set()


@pytest.mark.parametrize("area", ["650000", "230000"])
def test_an_institution_with_a_licence_has_two_doctors_and_two_nurses(area: str) -> None:
    assert found(area, Staff(0, 0, 0, 0), "institution") == {"institution_carers"}
    both = {"institution_doctors_min", "institution_nurses_min"}
    assert found(area, Staff(5, 1, 1, 0), "institution", licensed=True) == both
    assert found(area, Staff(5, 2, 2, 0), "institution", licensed=True) == set()


def test_from_a_hundred_persons_on_it_has_its_own_unit_and_a_full_time_manager() -> None:
    assert found("650000", Staff(9, 0, 0, 0), "institution", capacity=99, whole=False) == set()
    assert found("650000", Staff(9, 0, 0, 0), "institution", capacity=100, whole=False) == {"own_unit_from"}
