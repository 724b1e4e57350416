from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.identity import IdentityError, check_character, read_identity

ON = date(2026, 3, 2)


def number(first_17: str) -> str:
    return first_17 + check_character(first_17)


def test_a_valid_number_of_an_old_person_in_a_district_coded_later_is_accepted() -> None:
    found = read_identity("110111194005120027", "resident_card", on=ON)

    assert (found.born, found.sex, found.area_code) == (date(1940, 5, 12), "female", "110111")


def test_full_width_digits_spaces_and_a_small_x_are_read() -> None:
    plain = number("65010219500101003")
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c.lower() for c in plain)

    assert read_identity(f" {wide[:6]} {wide[6:]} ", "resident_card", on=ON).number == plain


@pytest.mark.parametrize(
    ("written", "kind", "said"),
    [
        ("110111194005120028", "resident_card", "校验位"),
        ("11011119400512002", "resident_card", "十八位"),
        ("110111400512002", "resident_card", "十五位"),
        (number("65010220990101001"), "resident_card", "晚于今天"),
        (number("65010218800101001"), "resident_card", "超过 130 年"),
        (number("65010219500231001"), "resident_card", "不存在"),
        (number("00010219500101001"), "resident_card", "行政区划"),
        (number("81000019500101001"), "resident_card", "港澳台居民居住证"),
        (number("65010219500101001"), "hmt_permit", "居民身份证"),
        ("", "resident_card", "请填写"),
        ("E1", "passport", "护照"),
        (number("65010219500101001"), "driving_licence", "没有这种证件类型"),
    ],
)
def test_a_wrong_number_is_refused_in_a_sentence(written: str, kind: str, said: str) -> None:
    with pytest.raises(IdentityError, match=said) as refused:
        read_identity(written, kind, on=ON)

    assert refused.value.code == "invalid_input"


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macao_and_taiwan_are_accepted(region: str) -> None:
    assert read_identity(number(f"{region}19500101001"), "hmt_permit", on=ON).born == date(1950, 1, 1)


def test_permanent_residence_cards_are_accepted_in_both_versions() -> None:
    assert read_identity(number("91184019500101001"), "foreign_card", on=ON).born == date(1950, 1, 1)
    assert read_identity("USA110080030101", "foreign_card", on=ON).born is None


def test_a_birthday_today_is_not_in_the_future() -> None:
    assert read_identity(number("65010220260302001"), "resident_card", on=ON).born == ON


@given(st.dates(date(1900, 1, 1), ON), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(born: date, serial: int, place: int, shift: int) -> None:
    right = number(f"650102{born:%Y%m%d}{serial:03d}")
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]

    assert read_identity(right, "resident_card", on=ON).born == born
    with pytest.raises(IdentityError):
        read_identity(wrong, "resident_card", on=ON)
