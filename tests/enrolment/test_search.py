"""Finding a person by name, pinyin, initials, whole number; nobody of another area."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Organisation
from enrolment.models import Person
from enrolment.queries import search
from tests.enrolment.conftest import TODAY, id_number
from tests.pages.desk import engaged, sign_in

Enter = Callable[..., Person]


@pytest.fixture
def register(enter: Enter) -> None:
    for order, name in enumerate(("张桂兰", "张国立", "曾乐", "单于明", "解珍", "阿依古丽·买买提"), 1):
        enter(order * 2, name=name, phone=f"1390000000{order}")


FOUND = [
    ("张", ["张国立", "张桂兰"]),
    ("张桂", ["张桂兰"]),
    ("zgl", ["张国立", "张桂兰"]),
    ("ZGL", ["张国立", "张桂兰"]),
    ("ｚｇｌ", ["张国立", "张桂兰"]),
    ("zhanggui", ["张桂兰"]),
    ("zhang gui lan", ["张桂兰"]),
    ("zl", ["曾乐"]),
    ("zeng", ["曾乐"]),
    ("chanyu", ["单于明"]),
    ("cym", ["单于明"]),
    ("xie", ["解珍"]),
    ("阿依古丽", ["阿依古丽·买买提"]),
    (id_number(2), ["张桂兰"]),
    (id_number(2)[:10], []),
    ("13900000003", ["曾乐"]),
    ("139 0000 0003", ["曾乐"]),
    ("+86 139-0000-0003", ["曾乐"]),
    ("1390000", []),
    ("桂兰", []),
    ("%", []),
    ("_", []),
    ("", []),
    ("\x00", []),
    ("'; DROP TABLE", []),
]


@pytest.mark.requirement("E1")
@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(("text", "names"), FOUND)
def test_who_is_found(clerk: Actor, text: str, names: list[str]) -> None:
    assert sorted(search(clerk, text).values_list("name", flat=True)) == sorted(names)


def test_a_passport_is_found_by_its_whole_number(clerk: Actor, enter: Enter) -> None:
    enter(name="John Smith", id_type="passport", id_number="E12345678", sex="male")

    assert search(clerk, "e12345678").get().name == "John Smith"
    assert search(clerk, "john s").get().name == "John Smith"
    assert not search(clerk, "E1234567").exists()


@pytest.mark.requirement("G3")
@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("text", ["张", "zgl", id_number(2), "13900000001"])
def test_people_of_another_area_are_never_found(elsewhere: Organisation, text: str) -> None:
    user = engaged("intake_clerk", elsewhere)
    actor = Actor.of(user, TODAY.date())

    assert not search(actor, text).exists()
    page = sign_in(user).get(reverse("enrolment:people"), {"q": text}).content.decode()
    assert "没有找到" in page and "张桂兰" not in page


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("post", ["body_manager", "expert", "committee_secretary", "provider_manager"])
def test_who_sits_in_no_agency_finds_nobody(agency: Organisation, post: str) -> None:
    from accounts.posts import KIND_OF_POST

    place = Organisation.objects.create(code="X", name="机构", kind=KIND_OF_POST[post], area=agency.area)
    user = engaged(post, place)

    assert not search(Actor.of(user, TODAY.date()), "张").exists()
    assert sign_in(user).get(reverse("enrolment:people"), {"q": "张"}).status_code == 403


def test_results_are_paged_and_the_page_shows_masks(counter: Client, enter: Enter) -> None:
    people = [enter(order * 2, name=f"王{'甲乙丙丁戊己庚辛壬癸'[order % 10]}") for order in range(1, 54)]

    first = counter.get(reverse("enrolment:people"), {"q": "王"}).content.decode()
    second = counter.get(reverse("enrolment:people"), {"q": "王", "page": "2"}).content.decode()

    assert first.count('role="row"') == 51 and second.count('role="row"') == 4
    assert "共 53 条" in first and "page=2" in first and 'rel="prev"' in second
    assert not any(person.id_number in first + second for person in people)
    for page in ("0", "99", "x", "²", "9" * 50):
        assert counter.get(reverse("enrolment:people"), {"q": "王", "page": page}).status_code == 200


@pytest.mark.parametrize("text", ["\x00", "张\x00", "x" * 5000, "😀"])
def test_hostile_text_finds_nobody(counter: Client, text: str) -> None:
    answer = counter.get(reverse("enrolment:people"), {"q": text})

    assert answer.status_code == 200


def test_who_finds_very_many_is_asked_for_more_letters(
    counter: Client, register: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("enrolment.queries.MOST", 1)

    for text in ("张", "z", "zg"):
        content = counter.get(reverse("enrolment:people"), {"q": text}).content.decode()
        assert "请再输入几个字" in content
        assert content.count('role="row"') == 2


@pytest.mark.usefixtures("register")
def test_people_are_listed_in_the_order_of_their_pinyin(clerk: Actor) -> None:
    assert list(search(clerk, "z").values_list("name", flat=True)) == ["曾乐", "张桂兰", "张国立"]
