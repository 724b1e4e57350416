import threading
import time
from collections.abc import Callable
from datetime import date
from itertools import combinations

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Appointment, Area, Organisation, User
from accounts.posts import DECIDING_POSTS, INCOMPATIBLE, KIND_OF_POST, Kind, Post, incompatible_with, posts_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def refused(appointment: Appointment) -> bool:
    """Whether the database itself refuses the row."""
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError:
        return True
    return False


@pytest.mark.requirement("G1")
@pytest.mark.parametrize("kind", Kind.values)
def test_a_post_is_held_in_its_kind_of_organisation_only(person: Callable[..., User], area: Area, kind: str) -> None:
    place = Organisation.objects.create(code="X", name="某机构", kind=kind, area=area)
    outcome = {}
    for post in KIND_OF_POST:
        row = Appointment(user=person(f"u-{post}"), post=post, organisation=place, starts_on=DAY)
        outcome[post] = not refused(row)

    assert {post for post, accepted in outcome.items() if accepted} == set(posts_of(kind))


@pytest.mark.requirement("G1")
def test_every_post_has_a_kind_but_those_that_nobody_holds() -> None:
    assert set(Post) - set(KIND_OF_POST) == {Post.APPLICANT, Post.PANEL_MEMBER, Post.PUBLIC}
    assert set(KIND_OF_POST) > DECIDING_POSTS


@pytest.mark.requirement("G3")
@pytest.mark.parametrize(("first", "second"), list(combinations(posts_of("agency"), 2)))
def test_two_posts_of_one_person_in_one_agency(
    person: Callable[..., User], agency: Organisation, first: Post, second: Post
) -> None:
    user = person("li", agency, first)
    row = Appointment(user=user, post=second, organisation=agency, starts_on=DAY)
    exclusive = frozenset((first, second)) in INCOMPATIBLE

    if exclusive:
        with pytest.raises(ValidationError, match="不相容岗位"):
            row.full_clean()
    assert refused(row) is exclusive


@pytest.mark.requirement("G3")
def test_first_review_recheck_and_payment_are_three_people_and_rights_are_given_by_a_fourth() -> None:
    assert incompatible_with("payer") == {"first_reviewer", "rechecker", "user_admin"}
    assert incompatible_with("user_admin") == DECIDING_POSTS - {"user_admin"}


@pytest.mark.requirement("G3")
def test_an_update_cannot_bring_what_an_insert_may_not(person: Callable[..., User], agency: Organisation) -> None:
    user = person("li", agency, "first_reviewer", "archivist")

    with pytest.raises(IntegrityError, match="不相容岗位"), transaction.atomic():
        Appointment.objects.filter(user=user, post="archivist").update(post="payer")


@pytest.mark.requirement("G3")
def test_one_after_the_other_and_in_different_agencies_both_are_fine(
    person: Callable[..., User], agency: Organisation, area: Area
) -> None:
    user = person("li", agency)
    other = Organisation.objects.create(code="Y", name="另一机构", kind="agency", area=area)
    Appointment.objects.create(
        user=user, post="payer", organisation=agency, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 1)
    )

    assert not refused(Appointment(user=user, post="rechecker", organisation=agency, starts_on=DAY))
    assert not refused(Appointment(user=user, post="first_reviewer", organisation=other, starts_on=DAY))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "overlaps"),
    [
        (date(2026, 3, 1), None, True),
        (date(2026, 3, 31), None, True),
        (date(2026, 4, 1), None, False),
        (date(2026, 1, 1), date(2026, 2, 28), False),
        (date(2026, 1, 1), date(2026, 3, 1), True),
    ],
)
def test_the_same_post_is_not_given_twice_for_one_day(
    person: Callable[..., User], agency: Organisation, starts_on: date, ends_on: date | None, overlaps: bool
) -> None:
    user = person("li", agency)
    march = {"starts_on": date(2026, 3, 1), "ends_on": date(2026, 3, 31)}
    Appointment.objects.create(user=user, post="reviewer", organisation=agency, **march)
    again = Appointment(user=user, post="reviewer", organisation=agency, starts_on=starts_on, ends_on=ends_on)

    if overlaps:
        with pytest.raises(ValidationError, match="已有这个岗位"):
            again.full_clean()
    assert refused(again) is overlaps


def test_after_revocation_the_post_can_be_given_again(person: Callable[..., User], agency: Organisation) -> None:
    user, boss = person("li", agency, "reviewer"), person("boss")
    Appointment.objects.filter(user=user).update(revoked_at=timezone.now(), revoked_by=boss)

    assert not refused(Appointment(user=user, post="reviewer", organisation=agency, starts_on=DAY))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ends_on": date(2026, 3, 1)}, "结束日期不能早于开始日期"),
        ({"revoked_at": timezone.now()}, "撤销人和撤销时间"),
        ({"granted_at": timezone.now()}, "授权人和授权时间"),
    ],
)
def test_half_told_appointments_are_refused_in_words(
    person: Callable[..., User], agency: Organisation, fields: dict[str, object], said: str
) -> None:
    row = Appointment(user=person("li"), post="reviewer", organisation=agency, starts_on=DAY, **fields)

    with pytest.raises(ValidationError, match=said):
        row.full_clean()
    assert refused(row)


@pytest.mark.requirement("I2")
def test_nobody_grants_themselves_a_post(person: Callable[..., User], agency: Organisation) -> None:
    user = person("li")
    row = Appointment(
        user=user, post="reviewer", organisation=agency, starts_on=DAY, granted_by=user, granted_at=timezone.now()
    )

    with pytest.raises(ValidationError, match="不能给自己授权"):
        row.full_clean()
    assert refused(row)


def test_an_organisation_keeps_its_kind_and_a_user_is_never_deleted(
    person: Callable[..., User], agency: Organisation
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Organisation.objects.filter(pk=agency.pk).update(kind="body")
    with pytest.raises(DatabaseError), transaction.atomic():
        person("li").delete()


@pytest.mark.requirement("I2")
def test_every_change_of_a_right_leaves_a_row_that_cannot_be_changed(
    person: Callable[..., User], agency: Organisation
) -> None:
    user, boss = person("li", agency, "reviewer"), person("boss")
    Appointment.objects.filter(user=user).update(revoked_at=timezone.now(), revoked_by=boss)
    history = Appointment.pgh_event_model.objects.filter(user=user).order_by("pgh_id")

    assert [(row.pgh_label, row.revoked_by_id) for row in history] == [("insert", None), ("update", boss.pk)]
    with pytest.raises(DatabaseError), transaction.atomic():
        history.update(post="payer")
    with pytest.raises(DatabaseError), transaction.atomic():
        history.delete()


def test_the_history_of_users_holds_no_password(person: Callable[..., User]) -> None:
    user = person("li")
    columns = {field.name for field in User.pgh_event_model._meta.get_fields()}
    before = User.pgh_event_model.objects.filter(pgh_obj=user).count()
    user.name = "李明"
    user.save()

    assert not columns & {"password", "last_login", "sign_in_token"}
    assert User.pgh_event_model.objects.filter(pgh_obj=user).count() == before + 1


@pytest.mark.requirement("G3")
@pytest.mark.django_db(transaction=True)
def test_of_two_incompatible_posts_granted_at_the_same_moment_one_wins(
    person: Callable[..., User], agency: Organisation
) -> None:
    user = person("li")
    ready, outcome = threading.Barrier(2, timeout=10), {}

    def give(post: str) -> None:
        try:
            with transaction.atomic():
                ready.wait()
                Appointment.objects.create(user=user, post=post, organisation=agency, starts_on=DAY)
                # Time for the other one to look while this row is not committed yet.
                time.sleep(0.2)
            outcome[post] = "given"
        except IntegrityError:
            outcome[post] = "refused"
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=(post,)) for post in ("payer", "rechecker")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcome.values()) == ["given", "refused"]
    assert Appointment.objects.filter(user=user).count() == 1
