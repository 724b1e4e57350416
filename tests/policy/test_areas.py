"""The area tree is the code itself."""

import pytest

from policy import chain


def test_a_county_finds_its_city_its_province_and_the_nation() -> None:
    assert chain("650102") == ("650102", "650100", "650000", "national")


def test_a_city_does_not_meet_itself_twice() -> None:
    assert chain("650100") == ("650100", "650000", "national")


def test_a_province_is_followed_by_the_nation() -> None:
    assert chain("640000") == ("640000", "national")


def test_a_county_under_the_province_finds_it_through_its_own_prefix() -> None:
    assert chain("659001")[-2:] == ("650000", "national")


@pytest.mark.parametrize("code", ["", "6501", "65010a", "6501020", "000000", "六五〇一〇二", "６５０１０２"])
def test_what_is_no_area_code_is_refused_in_chinese(code: str) -> None:
    with pytest.raises(ValueError, match="不是行政区划代码"):
        chain(code)
