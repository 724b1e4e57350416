"""What tests of pages share: signing in, addresses out of the resolver, and what the whole database holds."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.middleware import SEEN_AT
from accounts.models import Appointment, Organisation, User
from applications.acts.drafting import draft
from applications.models import Application
from enrolment.acts.register import complete
from enrolment.models import Person
from ltci.rehearsal.stage import new_user
from tests.scene import Scene

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Requests write their own session; nothing else may move.
PASSING = frozenset({"django_session"})


def sign_in(user: User, **options: Any) -> Client:
    """A browser in which `user` is signed in, past the duties that come after a first sign-in."""
    if not user.has_usable_password():
        user.password = make_password("Changhu-2026-ok")
    User.objects.filter(pk=user.pk).update(password=user.password, password_changed_at=timezone.now())
    client = Client(**options)
    session = client.session
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SEEN_AT] = timezone.now().timestamp()
    session.save()
    return client


def engaged(post: str, organisation: Organisation, name: str = "") -> User:
    """A new person who holds one post in an organisation."""
    user = new_user(name or post)
    Appointment.objects.create(user=user, post=post, organisation=organisation, starts_on="2020-01-01")
    return user


def addresses(patterns: list[Any] | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name; administration is a site of its own."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            name = ":".join(filter(None, (space, pattern.namespace)))
            if name != "admin":
                yield from addresses(pattern.url_patterns, name)
        else:
            yield ":".join(filter(None, (space, pattern.name))), pattern


def everything() -> dict[str, str]:
    """A digest of every row of every table, so that nothing can change unseen."""
    tables = [name for name in connection.introspection.table_names() if name not in PASSING]
    with connection.cursor() as cursor:
        parts = [
            f"SELECT '{name}', count(*) || ':' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') "
            f'FROM "{name}" t'
            for name in tables
        ]
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def many(scene: Scene, number: int) -> list[Application]:
    """Applications of one agency that have been submitted, written without the acts to be many quickly."""
    people = [
        Person(
            name=f"王{order:03d}",
            sex="female",
            born=date(1950, 1, 1),
            id_number=f"P{uuid4().hex[:12]}",
            id_type="passport",
            area_code=scene.stage.matter.area,
            created_at=scene.now,
        )
        for order in range(number)
    ]
    for person in people:
        complete(person)
    Person.objects.bulk_create(people)
    cases = Application.objects.bulk_create([draft(person=person, now=scene.now) for person in people])
    Application.objects.filter(pk__in=[case.pk for case in cases]).update(state="submitted")
    return cases
