import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from accounts import checks, crypto

PLACE = "enrolment_person.phone"


def test_sm4_gcm_gives_the_vector_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    associated = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = bytes.fromhex("aa" * 8 + "bb" * 8 + "cc" * 8 + "dd" * 8 + "ee" * 8 + "ff" * 8 + "ee" * 8 + "aa" * 8)

    sealed = crypto.sm4_gcm_seal(key, nonce, plain, associated)

    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    assert crypto.sm4_gcm_open(key, nonce, sealed, associated) == plain


@pytest.mark.requirement("I3")
def test_the_same_text_is_sealed_differently_each_time_and_opened_again() -> None:
    first, second = crypto.encrypt("13812345678", PLACE), crypto.encrypt("13812345678", PLACE)

    assert first != second
    assert "13812345678" not in first
    assert crypto.decrypt(first, PLACE) == crypto.decrypt(second, PLACE) == "13812345678"


def test_a_value_of_another_column_or_altered_or_of_an_unknown_key_is_not_opened() -> None:
    token = crypto.encrypt("13812345678", PLACE)
    altered = token[:-6] + ("A" if token[-6] != "A" else "B") + token[-5:]

    for wrong, place in ((token, "enrolment_person.address"), (altered, PLACE), (token.replace("t2", "t9"), PLACE)):
        with pytest.raises(crypto.DecryptionError, match="enrolment_person"):
            crypto.decrypt(wrong, place)
    for wrong in ("", "13812345678", "v1.t2.", "v1.t2.!!"):
        with pytest.raises(crypto.DecryptionError):
            crypto.decrypt(wrong, PLACE)


def test_the_first_key_seals_and_the_older_ones_still_open(settings: Settings) -> None:
    settings.LTCI_FIELD_KEYS = "old:" + "11" * 16
    token = crypto.encrypt("天山区", PLACE)
    settings.LTCI_FIELD_KEYS = "new:" + "22" * 16 + ", old:" + "11" * 16

    assert crypto.decrypt(token, PLACE) == "天山区"
    assert crypto.key_id_of(crypto.encrypt("天山区", PLACE)) == "new"


def test_the_blind_index_is_equal_for_equal_values_of_one_purpose_and_one_key(settings: Settings) -> None:
    index = crypto.blind_index("110111194005120027", "id_number")

    assert index == crypto.blind_index("110111194005120027", "id_number")
    assert len(index) == 64
    assert index != crypto.blind_index("110111194005120027", "phone")
    assert index != crypto.blind_index("110111194005120028", "id_number")
    settings.LTCI_INDEX_KEY = "ff" * 32
    assert index != crypto.blind_index("110111194005120027", "id_number")


@pytest.mark.parametrize(
    "keys", ["", "a:zz", "a:" + "11" * 15, "a:" + "11" * 16 + ",a:" + "22" * 16, "a.b:" + "11" * 16]
)
def test_unusable_keys_are_named_before_anything_is_written(settings: Settings, keys: str) -> None:
    settings.LTCI_FIELD_KEYS = keys

    with pytest.raises(ImproperlyConfigured, match="LTCI_FIELD_KEYS"):
        crypto.encrypt("x", PLACE)
    assert [error.id for error in checks.keys_are_usable()] == ["accounts.E001"]


def test_a_short_index_key_is_refused(settings: Settings) -> None:
    settings.LTCI_INDEX_KEY = "ff" * 16

    with pytest.raises(ImproperlyConfigured, match="LTCI_INDEX_KEY"):
        crypto.blind_index("x", "phone")
