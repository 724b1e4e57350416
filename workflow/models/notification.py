from typing import Self

from django.db import models

from accounts.actors import Actor
from workflow.models.deadline import Deadline


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def for_actor(self, actor: Actor) -> Self:
        """Those for one of the actor's posts in its organisation; somebody without a post has none."""
        return self.for_seats([(seat.post, seat.organisation_id) for seat in actor.seats if seat.organisation_id])

    def for_seats(self, seats: list[tuple[str, int | None]]) -> Self:
        """Those for one of these posts, each in its organisation."""
        mine = models.Q(pk__in=())
        for post, organisation_id in seats:
            mine |= models.Q(post=post, organisation_id=organisation_id)
        return self.filter(mine)


class Notification(models.Model):
    """Something that a post should know of a deadline; made by the sweep, once per deadline, kind and day."""

    class Kind(models.TextChoices):
        DUE_SOON = "due_soon", "即将到期"
        OVERDUE = "overdue", "已经逾期"
        NOT_DONE = "not_done", "系统未能自动办理"

    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    matter = models.UUIDField("事项编号")
    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="notifications", verbose_name="期限")
    post = models.CharField("岗位", max_length=40)
    organisation_id = models.BigIntegerField("机构编号", null=True)
    due_on = models.DateField("到期日")
    text = models.TextField("内容")
    created_at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "提醒"
        ordering = ("-created_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "kind", "due_on"], name="notification_is_made_once_per_deadline_kind_and_day"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "post", "-created_at"],
                condition=models.Q(read_at=None),
                name="notification_unread_by_post",
            ),
        ]

    def __str__(self) -> str:
        return self.text
