"""Reminders stand on the desk of the posts whom they are for, until somebody of them puts them aside."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.pages.test_query_counts import cost
from tests.scene import Scene
from workflow.models import Deadline, Notification

pytestmark = pytest.mark.django_db


def remind(scene: Scene, post: str = "reviewer", number: int = 1) -> list[Notification]:
    """Reminders of the matter's first limit, each for another day."""
    limit = Deadline.objects.filter(matter=scene.application.matter).order_by("id")[0]
    rows = [
        Notification(
            kind="due_soon",
            matter=limit.matter,
            deadline=limit,
            post=post,
            organisation_id=limit.agency_id,
            due_on=limit.due_on.replace(year=2020 + order),
            text=f"第 {order} 条：材料审核期限将届满，请及时办理。",
            created_at=timezone.now(),
        )
        for order in range(number)
    ]
    return Notification.objects.bulk_create(rows)


def test_a_reminder_stands_on_the_desk_of_its_post_and_on_no_other(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("accepted")
    remind(scene)

    assert "第 0 条" in client_of(scene, "reviewer").get("/").content.decode()
    assert "第 0 条" not in client_of(scene, "intake_clerk").get("/").content.decode()
    assert "第 0 条" not in client_of(scene, "body_manager").get(reverse("workflow:reminders")).content.decode()


def test_what_was_read_leaves_the_desk_and_stays_in_the_list(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("accepted")
    first, _second = remind(scene, number=2)
    reviewer = client_of(scene, "reviewer")

    answer = reviewer.post(reverse("workflow:mark_read"), {"reminder": [first.pk, "x", "-1"]}, follow=True)

    assert "已把 1 条提醒标为已读" in answer.content.decode()
    desk = reviewer.get("/").content.decode()
    assert "第 0 条" not in desk and "第 1 条" in desk
    assert "第 0 条" in reviewer.get(reverse("workflow:reminders") + "?read=1").content.decode()
    again = reviewer.post(reverse("workflow:mark_read"), {"reminder": [first.pk]}, follow=True)
    assert "没有选中未读的提醒" in again.content.decode()


def test_nobody_puts_another_posts_reminder_aside(
    scene_at: Callable[..., Scene], client_of: Callable[..., Client]
) -> None:
    scene = scene_at("accepted")
    (row,) = remind(scene)

    client_of(scene, "dispatcher").post(reverse("workflow:mark_read"), {"reminder": [row.pk]})

    assert Notification.objects.get(pk=row.pk).read_at is None


def test_a_list_of_many_costs_what_one_costs(scene_at: Callable[..., Scene], client_of: Callable[..., Client]) -> None:
    scene = scene_at("accepted")
    remind(scene)
    reviewer, page = client_of(scene, "reviewer"), reverse("workflow:reminders")
    one = cost(reviewer, page)
    Notification.objects.all().delete()
    remind(scene, number=70)

    assert cost(reviewer, page) == one <= 6
    assert "下一页" in reviewer.get(page).content.decode()
