"""Changing a file: an old page is refused with both versions, sealed values stay sealed."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from enrolment.models import Person
from tests.enrolment.conftest import data, id_number
from tests.pages.desk import engaged, sign_in
from workflow.models import JournalEntry

Enter = Callable[..., Person]


def url(person: Person) -> str:
    return reverse("enrolment:change", args=[person.pk])


def form(person: Person, **changed: str) -> dict[str, object]:
    return data() | {"id_number": "", "phone": "", "address": "", "version": person.version} | changed


@pytest.mark.requirement("E1")
def test_the_form_of_a_file_does_not_show_what_is_sealed(counter: Client, enter: Enter) -> None:
    person = enter()

    page = counter.get(url(person)).content.decode()

    assert person.masked_id in page and "不改则留空" in page
    for secret in (person.id_number, person.phone, person.address):
        assert secret not in page


def test_sealed_fields_left_empty_stay_as_they_are(counter: Client, enter: Enter) -> None:
    person = enter()

    assert counter.post(url(person), form(person, name="张桂蓝")).status_code == 302

    now = Person.objects.get()
    assert (now.name, now.id_number, now.phone, now.address) == ("张桂蓝", id_number(2), "13912345678", "幸福路1号")
    assert (now.initials, now.version) == ("zgl", 2)


def test_a_new_phone_is_found_and_journalled_without_its_value(counter: Client, enter: Enter) -> None:
    person = enter()

    counter.post(url(person), form(person, phone="139 9999 0000"))

    assert Person.objects.with_phone("13999990000").get() == person
    assert not Person.objects.with_phone("13912345678").exists()
    entry = JournalEntry.objects.get(act="enrolment.change")
    assert entry.changed["phone"] == "（加密内容，略）"
    assert "9999" not in str(entry.changed)


@pytest.mark.requirement("G3")
def test_the_second_of_two_stale_pages_gets_both_versions_to_compare(
    counter: Client, enter: Enter, agency: Organisation
) -> None:
    person = enter()
    colleague = sign_in(engaged("reviewer", agency, "赵审核"))
    colleague.post(url(person), form(person, ethnicity="汉族", insured_type="employee"))

    answer = counter.post(url(person), form(person, ethnicity="回族", phone="13700001111"))

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "由 赵审核 于 09:00 修改" in page
    assert "您填写的与档案现在不同的内容" in page
    for word in ("汉族", "回族", "在职职工", "退休人员", "139****5678", "137****1111"):
        assert word in page
    assert 'name="version" value="2"' in page
    now = Person.objects.get()
    assert (now.ethnicity, now.phone, now.version) == ("汉族", "13912345678", 2)


@pytest.mark.parametrize("version", ["", "old", "²", "-1"])
def test_a_form_without_a_version_is_stale(counter: Client, enter: Enter, version: str) -> None:
    person = enter()

    answer = counter.post(url(person), form(person, name="改名") | {"version": version})

    assert answer.status_code == 409
    assert Person.objects.get().name == "张桂兰"


def test_the_number_of_somebody_else_is_refused(counter: Client, enter: Enter) -> None:
    person, other = enter(2), enter(4, name="李四")

    answer = counter.post(url(person), form(person, id_number=other.id_number))

    assert answer.status_code == 422
    assert 'id="id_id_number_error"' in answer.content.decode()
    assert Person.objects.get(pk=person.pk).id_number == id_number(2)


def test_a_file_of_another_area_cannot_be_found_or_changed(enter: Enter, elsewhere: Organisation) -> None:
    person = enter()
    stranger = sign_in(engaged("intake_clerk", elsewhere))

    assert stranger.get(url(person)).status_code == 404
    assert stranger.post(url(person), form(person, name="改名")).status_code == 404
    assert Person.objects.get().name == "张桂兰"
