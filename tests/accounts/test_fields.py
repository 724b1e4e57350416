import copy
import pickle
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from accounts import crypto, rotation
from enrolment.models import Person

pytestmark = pytest.mark.django_db
NUMBER = "110111194005120027"
OLD, NEW = "old:" + "11" * 16, "new:" + "22" * 16


def enrolled(number: str = NUMBER, phone: str = "13812345678") -> Person:
    return Person.objects.create(
        name="张桂兰",
        sex="female",
        born=date(1940, 5, 12),
        id_number=number,
        id_index=crypto.blind_index(number, "id_number"),
        id_last4=number[-4:],
        phone=phone,
        area_code="650100",
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def stored(person: Person, column: str = "id_number", table: str = "enrolment_person") -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s ORDER BY 1 LIMIT 1", [person.pk])
        return str(cursor.fetchone()[0])


@pytest.mark.requirement("I3")
def test_the_column_holds_no_plain_text_and_the_model_reads_it() -> None:
    person = enrolled()

    assert stored(person).startswith("v1.t2.")
    assert NUMBER not in stored(person)
    assert Person.objects.get().id_number == NUMBER
    assert stored(person, "address") == ""
    assert Person.objects.values_list("phone", flat=True).get() == "13812345678"


@pytest.mark.requirement("I3")
def test_an_exact_search_goes_through_the_blind_index() -> None:
    person = enrolled()

    assert Person.objects.with_id_number(NUMBER).get() == person
    assert not Person.objects.with_id_number("110111194005120028").exists()


@pytest.mark.parametrize("lookup", ["id_number", "id_number__startswith", "phone__in"])
def test_a_search_on_the_column_itself_is_a_programming_error(lookup: str) -> None:
    with pytest.raises(FieldError, match="不能用于查询"):
        Person.objects.filter(**{lookup: ["x"] if lookup.endswith("in") else "x"})


def test_saving_unchanged_values_leaves_the_columns_and_the_history_alone() -> None:
    person = enrolled()
    before, events = stored(person), Person.pgh_event_model.objects.count()

    Person.objects.get().save()
    assert (stored(person), Person.pgh_event_model.objects.count()) == (before, events)

    person.id_number = NUMBER
    person.save()
    assert stored(person) != before


def test_the_history_can_be_read_with_the_keys_of_its_model() -> None:
    enrolled()

    assert Person.pgh_event_model.objects.get().id_number == NUMBER


def test_updates_in_bulk_are_sealed_too() -> None:
    person = enrolled()
    Person.objects.update(phone="13900000001")
    assert stored(person, "phone").startswith("v1.")

    person.phone = "13900000002"
    Person.objects.bulk_update([person], ["phone"])
    assert stored(person, "phone").startswith("v1.")
    assert Person.objects.get().phone == "13900000002"


def test_copies_and_pickles_of_an_opened_value_carry_its_seal() -> None:
    enrolled()
    opened = Person.objects.get().id_number

    assert copy.deepcopy(opened) == NUMBER
    assert NUMBER.encode() not in pickle.dumps(opened)
    assert pickle.loads(pickle.dumps(opened)) == NUMBER


@pytest.mark.requirement("I3")
def test_rotation_seals_everything_anew_and_writes_no_history(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LTCI_FIELD_KEYS = OLD
    people = [enrolled(f"11011119400512{n:04d}") for n in range(5)]
    events = Person.pgh_event_model.objects.count()
    settings.LTCI_FIELD_KEYS = f"{NEW},{OLD}"

    call_command("rotate_keys", batch=2)
    first = capsys.readouterr().out
    call_command("rotate_keys", batch=2)
    second = capsys.readouterr().out

    settings.LTCI_FIELD_KEYS = NEW
    assert [p.id_number for p in Person.objects.order_by("id_last4")] == [p.id_number for p in people]
    assert {p.phone for p in Person.pgh_event_model.objects.all()} == {"13812345678"}
    assert Person.pgh_event_model.objects.count() == events
    assert "enrolment_person.id_number：5 行" in first
    assert "共重新加密 0 个值" in second


def test_an_interrupted_rotation_goes_on_where_it_stopped(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LTCI_FIELD_KEYS = OLD
    people = [enrolled(f"11011119400512{n:04d}") for n in range(4)]
    settings.LTCI_FIELD_KEYS = f"{NEW},{OLD}"
    seal, calls = crypto.encrypt, []

    def breaks(text: str, place: str) -> str:
        calls.append(text)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return seal(text, place)

    monkeypatch.setattr(crypto, "encrypt", breaks)
    field = Person._meta.get_field("id_number")
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(Person, field, 2)
    assert sorted(crypto.key_id_of(stored(person)) for person in people) == ["new", "new", "old", "old"]

    monkeypatch.undo()
    settings.LTCI_FIELD_KEYS = f"{NEW},{OLD}"
    assert rotation.rotate(Person, field, 2) == 2
    assert {crypto.key_id_of(stored(person)) for person in people} == {"new"}


def test_a_value_that_no_key_opens_stops_the_rotation_and_changes_nothing(settings: Settings) -> None:
    settings.LTCI_FIELD_KEYS = OLD
    person = enrolled()
    before = stored(person)
    settings.LTCI_FIELD_KEYS = NEW

    with pytest.raises(crypto.DecryptionError, match="没有密钥"):
        call_command("rotate_keys")
    assert stored(person) == before
