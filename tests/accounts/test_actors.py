from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.actors import CLOCK, PUBLIC, Actor
from accounts.middleware import ActorMiddleware
from accounts.models import Appointment, Organisation, User

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)


def test_an_actor_carries_every_seat_in_force(
    person: Callable[..., User], agency: Organisation, body: Organisation
) -> None:
    user = person("li", agency, "intake_clerk", "archivist")
    Appointment.objects.create(user=user, post="assessor", organisation=body, starts_on=ON)

    actor = Actor.of(user, ON)

    assert [(seat.post, seat.organisation_name, seat.area_code, seat.kind) for seat in actor.seats] == [
        ("intake_clerk", "乌鲁木齐市医保中心", "650100", "agency"),
        ("archivist", "乌鲁木齐市医保中心", "650100", "agency"),
        ("assessor", "天山评估所", "650100", "body"),
    ]
    assert actor.seat(("assessor", "expert")).organisation_id == body.pk
    assert actor.seat(("assessor",), agency.pk) is None
    assert actor.holds("archivist")
    assert not actor.holds("payer")


def test_both_ends_of_an_appointment_are_included(person: Callable[..., User], agency: Organisation) -> None:
    user = person("li", agency)
    first, last = date(2026, 3, 2), date(2026, 3, 5)
    Appointment.objects.create(user=user, post="reviewer", organisation=agency, starts_on=first, ends_on=last)

    held = {day: bool(Actor.of(user, date(2026, 3, day)).seats) for day in (1, 2, 5, 6)}

    assert held == {1: False, 2: True, 5: True, 6: False}


def test_a_revoked_appointment_a_closed_organisation_and_a_closed_account_give_no_seat(
    person: Callable[..., User], agency: Organisation, body: Organisation
) -> None:
    user, boss = person("li", agency, "reviewer"), person("boss")
    Appointment.objects.create(user=user, post="assessor", organisation=body, starts_on=ON)
    Appointment.objects.filter(post="reviewer").update(revoked_at=timezone.now(), revoked_by=boss)
    assert [seat.post for seat in Actor.of(user, ON).seats] == ["assessor"]

    Organisation.objects.filter(pk=body.pk).update(active=False)
    assert Actor.of(user, ON).seats == ()

    user.is_active = False
    assert Actor.of(user, ON) is PUBLIC


def test_a_stranger_is_the_public_and_the_clock_is_nobody() -> None:
    assert Actor.of(AnonymousUser(), ON) is PUBLIC
    assert PUBLIC.user_id is None
    assert CLOCK.seat(("clock",)) is not None
    assert not PUBLIC.holds("clock")


def test_the_middleware_reads_the_actor_once_and_only_when_asked(
    person: Callable[..., User], agency: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = RequestFactory().get("/")
    request.user = person("li", agency, "reviewer", "archivist")
    with django_assert_num_queries(0):
        ActorMiddleware(lambda request: None)(request)
    with django_assert_num_queries(1):
        assert request.actor.posts == {"reviewer", "archivist"}
        assert request.actor.name == "li"


def test_a_signed_in_page_costs_three_queries_before_its_own(
    client: Client, person: Callable[..., User], agency: Organisation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(person("li", agency, "archivist"))
    client.get("/account/password/")

    with django_assert_num_queries(3):  # session, user, actor
        assert client.get("/account/password/").status_code == 200
