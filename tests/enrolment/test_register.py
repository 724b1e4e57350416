"""Entering a person: the identity number is checked, a duplicate refused, a form sent twice counted once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from enrolment.models import Person
from tests.enrolment.conftest import data, id_number
from tests.pages.desk import engaged, sign_in
from workflow.models import JournalEntry

PAGE = "/people/new/"


def wrong_check_digit() -> str:
    good = id_number(2)
    return good[:17] + ("1" if good[17] != "1" else "2")


REFUSED = [
    ({"id_number": wrong_check_digit()}, "id_number", "校验位不正确"),
    ({"id_number": id_number(2, "20270101"), "born": "2027-01-01"}, "id_number", "晚于今天"),
    ({"id_number": id_number(2, "18900101"), "born": "1890-01-01"}, "id_number", "超过 130 年"),
    ({"id_number": "650102500101002"}, "id_number", "十五位旧号码"),
    ({"id_number": ""}, "id_number", "这个字段是必填项"),
    ({"born": "1950-01-02"}, "born", "与证件号码不一致"),
    ({"sex": "male"}, "sex", "与证件号码不一致"),
    ({"area_code": "6501"}, "area_code", "六位行政区划代码"),
    ({"insured_until": "2019-01-01"}, "", "停保日期不能早于参保日期"),
    ({"name": ""}, "name", "这个字段是必填项"),
]


@pytest.mark.requirement("E1")
@pytest.mark.parametrize(("changed", "field", "sentence"), REFUSED)
def test_a_wrong_field_is_told_beside_the_field(
    counter: Client, changed: dict[str, Any], field: str, sentence: str
) -> None:
    answer = counter.post(PAGE, data(**changed))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert not field or f'id="id_{field}_error"' in page
    assert not Person.objects.exists() and not JournalEntry.objects.exists()


@pytest.mark.requirement("E1")
@pytest.mark.parametrize("area", ["652325", "510211", "110104"])
def test_somebody_born_in_1940_in_a_county_that_no_longer_exists_is_accepted(counter: Client, area: str) -> None:
    number = id_number(2, "19400505", area)

    answer = counter.post(PAGE, data(id_number=number, born="1940-05-05"))

    assert answer.status_code == 302
    assert Person.objects.with_id_number(number).get().born.year == 1940


def test_a_number_typed_in_full_width_or_small_letters_is_the_same_number(counter: Client) -> None:
    number = next(found for found in (id_number(order) for order in range(2, 900, 2)) if found.endswith("X"))
    typed = number.lower().translate(str.maketrans("0123456789", "０１２３４５６７８９"))

    assert counter.post(PAGE, data(int(number[14:17]), id_number=typed)).status_code == 302

    assert Person.objects.get().id_number == number
    again = counter.post(PAGE, data(int(number[14:17]), id_number=number))
    assert again.status_code == 422 and "已经登记过" in again.content.decode()
    assert Person.objects.count() == 1


@pytest.mark.requirement("E1")
def test_a_form_sent_twice_registers_once_and_ends_on_the_same_page(counter: Client) -> None:
    form = data() | {"request_key": "key-of-the-form"}

    first, second = counter.post(PAGE, form), counter.post(PAGE, form)

    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"] == reverse("enrolment:person", args=[Person.objects.get().pk])
    assert JournalEntry.objects.filter(act="enrolment.register").count() == 1


def test_a_person_of_another_area_is_not_registered_here(counter: Client) -> None:
    answer = counter.post(PAGE, data(area_code="640100"))

    assert answer.status_code == 409
    assert "参保地医疗保障经办机构" in answer.content.decode()
    assert not Person.objects.exists()


@pytest.mark.parametrize("post", ["dispatcher", "archivist", "payer", "user_admin", "statistician"])
def test_posts_that_only_read_do_not_register(agency: Organisation, post: str) -> None:
    answer = sign_in(engaged(post, agency)).post(PAGE, data())

    assert answer.status_code == 403
    assert not Person.objects.exists()


def test_what_is_sealed_is_not_in_the_tables_in_plain(counter: Client) -> None:
    from django.db import connection

    counter.post(PAGE, data())
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM enrolment_person t UNION ALL SELECT t::text FROM enrolment_personevent t")
        rows = "".join(row[0] for row in cursor.fetchall())

    assert "张桂兰" in rows
    for secret in (id_number(2), "13912345678", "幸福路"):
        assert secret not in rows
