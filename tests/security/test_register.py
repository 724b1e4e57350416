"""What a roster or a form may not do to the register."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from accounts.identity import check_character
from accounts.rotation import rotate
from enrolment.acts.import_people import import_people
from enrolment.acts.register import change
from enrolment.models import Person
from tests.scene import Scene
from workflow import journal
from workflow.models import JournalEntry
from workflow.refusal import Refusal

HEAD = "姓名,证件号码,参保地,参保类型,参保日期,民族,联系电话\n"


def number(order: int, area: str = "650100") -> str:
    body = f"{area}19500101{order:03d}"
    return body + check_character(body)


@pytest.mark.parametrize(
    "row",
    [
        ("张三", "汉" * 30, "1"),
        ("庄" * 60, "汉", "1"),
        ("张三", "a\x00b", "1"),
        ("张\x00三", "汉", "1"),
        ("张三", "汉", "1" * 3000),
    ],
    ids=["ethnicity too long", "pinyin too long", "NUL", "NUL in name", "phone too long"],
)
def test_a_cell_that_no_column_holds_is_told_by_row(scene_at: Callable[..., Scene], row: tuple[str, str, str]) -> None:
    scene = scene_at("submitted")
    name, ethnicity, phone = row
    text = HEAD + f"{name},{number(11)},650100,在职职工,2020-01-01,{ethnicity},{phone}\n"
    before = Person.objects.count()

    report = import_people(content=text.encode(), name="a.csv", by=scene.by("intake_clerk"), now=scene.now)

    pinyin_alone = name.startswith("庄")
    assert (not report.errors) is pinyin_alone
    assert Person.objects.count() == before + pinyin_alone


def test_a_cell_beyond_all_bounds_is_a_wrong_file(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("submitted")
    text = HEAD + "x" * 200_000 + ",1,650100,在职职工,2020-01-01,,\n"

    with pytest.raises(Refusal, match="CSV"):
        import_people(content=text.encode(), name="a.csv", by=scene.by("intake_clerk"), now=scene.now)


@pytest.mark.requirement("G3")
def test_a_roster_cannot_draw_a_person_of_another_area_to_its_own(scene_at: Callable[..., Scene]) -> None:
    here, there = scene_at("submitted", "650100"), scene_at("submitted", "640100")
    person = there.stage.person
    text = HEAD + f"{person.name},{person.id_number},650100,在职职工,2020-01-01,,\n"

    report = import_people(content=text.encode(), name="a.csv", by=here.by("intake_clerk"), now=here.now)

    person.refresh_from_db()
    assert person.area_code == "640100"
    assert len(report.errors) == 1 and "640100" not in str(report.errors[0])


@pytest.mark.requirement("G3")
def test_no_page_shows_address_phone_or_number_whole_without_a_reason(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("submitted")
    person, clerk = scene.stage.person, client_of(scene, "intake_clerk")

    for name in ("enrolment:person", "enrolment:change", "applications:new"):
        page = clerk.get(reverse(name, args=[person.pk])).content.decode()
        for whole in (person.id_number, person.phone, person.address):
            assert whole not in page, name


@pytest.mark.parametrize("code", ["６５０１００", "000000", "65010", "²²²²²²"])
def test_an_area_that_is_no_code_is_refused(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client], code: str
) -> None:
    scene = scene_at("submitted")
    person = scene.stage.person
    form = {
        "name": person.name,
        "id_type": person.id_type,
        "sex": person.sex,
        "born": "1950-01-01",
        "area_code": code,
        "insured_type": "employee",
        "version": person.version,
    }

    answer = client_of(scene, "intake_clerk").post(reverse("enrolment:change", args=[person.pk]), form)

    assert answer.status_code == 422
    person.refresh_from_db()
    assert person.area_code == "650100"


@pytest.mark.requirement("G3")
def test_a_clerk_does_not_hand_a_person_over_to_another_area(scene_at: Callable[..., Scene]) -> None:
    scene = scene_at("submitted")
    person = scene.stage.person

    with pytest.raises(Refusal, match="参保地医疗保障经办机构"):
        change(person=person, by=scene.by("intake_clerk"), now=scene.now, area_code="640100")
    change(person=person, by=scene.by("intake_clerk"), now=scene.now, area_code="650102")

    person.refresh_from_db()
    assert person.area_code == "650102"


def test_the_journal_holds_and_can_be_sealed_anew_under_another_key(
    scene_at: Callable[..., Scene], settings: LazySettings
) -> None:
    scene = scene_at("enquiring")
    settings.LTCI_FIELD_KEYS = "t3:202122232425262728292a2b2c2d2e2f," + settings.LTCI_FIELD_KEYS

    changed = rotate(JournalEntry, JournalEntry._meta.get_field("reason"), 100)

    assert changed and list(journal.verify()) == []
    assert JournalEntry.objects.filter(matter=scene.application.matter).last().reason == "病历与自述不一致"
