"""Seeing a masked value whole: for a reason, each time journalled, never by opening an address. 新疆第四十六条."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from enrolment.models import Person
from tests.pages.desk import engaged, sign_in
from workflow.models import JournalEntry

Enter = Callable[..., Person]


def shown() -> "list[tuple[str, str]]":
    rows = JournalEntry.objects.filter(act="enrolment.unmask").order_by("id")
    return [(row.changed["field"], row.reason) for row in rows]


@pytest.mark.requirement("G1")
def test_each_look_is_journalled_and_kept_nowhere(counter: Client, enter: Enter) -> None:
    person = enter()
    url = reverse("enrolment:show", args=[person.pk])

    first = counter.post(url, {"field": "id_number", "reason": "核对参保信息"})
    counter.post(url, {"field": "phone", "reason": "电话通知补正"})
    counter.post(url, {"field": "phone", "reason": "电话通知补正"})

    assert person.id_number in first.content.decode()
    assert "no-store" in first["Cache-Control"]
    assert shown() == [("证件号码", "核对参保信息"), ("联系电话", "电话通知补正"), ("联系电话", "电话通知补正")]


@pytest.mark.parametrize(
    "sent", [{}, {"field": "phone"}, {"field": "phone", "reason": "  "}, {"field": "x", "reason": "y"}]
)
def test_without_a_reason_or_a_field_nothing_is_shown(counter: Client, enter: Enter, sent: dict[str, str]) -> None:
    person = enter()

    answer = counter.post(reverse("enrolment:show", args=[person.pk]), sent, follow=True)

    assert person.phone not in answer.content.decode()
    assert "请选择要查看的内容并填写理由" in answer.content.decode()
    assert shown() == []


def test_opening_the_address_shows_nothing(counter: Client, enter: Enter) -> None:
    person = enter()

    answer = counter.get(reverse("enrolment:show", args=[person.pk]) + "?field=phone&reason=x")

    assert answer.status_code == 302
    assert shown() == []


@pytest.mark.parametrize("name", ["enrolment:person", "enrolment:change"])
def test_no_page_shows_sealed_values(counter: Client, enter: Enter, name: str) -> None:
    person = enter()

    content = counter.get(reverse(name, args=[person.pk])).content.decode()

    assert not any(secret in content for secret in (person.id_number, person.phone, person.address))


@pytest.mark.parametrize("post", ["dispatcher", "archivist", "inspector"])
def test_posts_that_only_read_see_the_masks(agency: Organisation, enter: Enter, post: str) -> None:
    person = enter()
    reader = sign_in(engaged(post, agency))

    assert reader.get(reverse("enrolment:person", args=[person.pk])).status_code == 200
    sent = reader.post(reverse("enrolment:show", args=[person.pk]), {"field": "phone", "reason": "好奇"})
    assert sent.status_code == 403
    assert shown() == []
