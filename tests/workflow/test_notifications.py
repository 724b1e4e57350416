"""Reminders before a limit to the post that must act, escalation after it to the supervisor: rows, each once."""

from typing import Any

import pytest

from tests.workflow.limits import a_limit, at, day
from workflow import deadlines
from workflow.models import Notification
from workflow.tasks import sweep

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, int | None]]:
    return list(Notification.objects.order_by("id").values_list("kind", "post", "organisation_id"))


def test_the_owner_is_reminded_two_working_days_before() -> None:
    a_limit(owner_post="reviewer")  # due on Monday 9 March
    assert sweep(at("2026-03-04T08:00"))["reminded"] == 0
    assert sweep(at("2026-03-05T08:00"))["reminded"] == 1
    row = Notification.objects.get()
    assert (row.kind, row.post, row.organisation_id) == ("due_soon", "reviewer", 1)
    assert row.text == "材料审核期限将于2026-03-09届满，请及时办理。"


def test_how_early_is_a_setting(settings: Any) -> None:
    settings.LTCI_REMIND_WORKING_DAYS = 4
    a_limit(owner_post="reviewer")
    assert sweep(at("2026-03-03T08:00"))["reminded"] == 1


def test_a_reminder_is_made_once_however_often_the_clock_rings() -> None:
    a_limit(owner_post="reviewer")
    for hour in range(5):
        sweep(at(f"2026-03-06T0{hour}:00"))
    assert told() == [("due_soon", "reviewer", 1)]


def test_an_extended_limit_is_announced_anew() -> None:
    limit = a_limit(owner_post="reviewer")
    sweep(at("2026-03-06T08:00"))
    deadlines.extend(limit, days=30, on=day("2026-03-06"), reason="复杂")  # now Wednesday 8 April
    sweep(at("2026-04-07T08:00"))
    assert told() == [("due_soon", "reviewer", 1)] * 2


def test_nobody_is_reminded_of_a_day_that_merely_comes_nor_without_an_owner() -> None:
    a_limit("validity", owner_post="reviewer")
    a_limit("notice", owner_post="dispatcher")
    a_limit("payment")
    assert sweep(at("2026-03-06T08:00"))["reminded"] == 0


def test_a_paused_limit_reminds_nobody() -> None:
    limit = a_limit(owner_post="reviewer")
    deadlines.pause(limit.matter, day("2026-03-03"), "补正")
    assert sweep(at("2026-03-06T08:00"))["reminded"] == 0


def test_the_applicant_is_reminded_without_an_organisation() -> None:
    a_limit("supplement", owner_post="applicant")
    sweep(at("2026-03-06T08:00"))
    assert told() == [("due_soon", "applicant", None)]


def test_the_supervisor_hears_of_an_overdue_limit_once() -> None:
    a_limit(owner_post="reviewer")
    for on in ("2026-03-10T08:00", "2026-03-11T08:00"):
        sweep(at(on))
    assert told() == [("overdue", "supervisor", 1)]
    assert Notification.objects.get().text == "材料审核期限已于2026-03-09届满，尚未办结，请督促办理。"


def test_what_expires_without_anybody_having_to_act_is_not_escalated() -> None:
    a_limit("validity"), a_limit("review_request")
    sweep(at("2026-03-20T08:00"))
    assert told() == []


def test_each_seat_sees_its_own_unread_ones() -> None:
    a_limit(owner_post="reviewer"), a_limit("supplement", owner_post="applicant")
    sweep(at("2026-03-06T08:00"))
    mine = Notification.objects.unread().for_seats([("reviewer", 1)])
    assert [row.post for row in mine] == ["reviewer"]
    assert not Notification.objects.for_seats([("reviewer", 2)]).exists()
    assert not Notification.objects.for_seats([]).exists()
    mine.update(read_at=at("2026-03-06T09:00"))
    assert not Notification.objects.unread().for_seats([("reviewer", 1)]).exists()
