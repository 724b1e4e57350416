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
    """Something that a post should know of a deadline; made by the sweep, once per deadline, kind and day.

    Or of something outside any matter that ends on a day (`subject`, such as a term of the register): then once per
    subject, post, organisation and day, with the address of its own page.
    """

    class Kind(models.TextChoices):
        DUE_SOON = "due_soon", "即将到期"
        OVERDUE = "overdue", "已经逾期"
        NOT_DONE = "not_done", "系统未能自动办理"

    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    matter = models.UUIDField("事项编号", null=True, blank=True)
    deadline = models.ForeignKey(
        Deadline, models.CASCADE, null=True, blank=True, related_name="notifications", verbose_name="期限"
    )
    subject = models.CharField("事项以外的对象", max_length=80, blank=True, db_default="")
    address = models.CharField("页面", max_length=200, blank=True, db_default="")
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
            models.UniqueConstraint(
                fields=["subject", "post", "organisation_id", "due_on"],
                condition=~models.Q(subject=""),
                name="notification_is_made_once_per_subject_post_and_day",
            ),
            models.CheckConstraint(
                condition=models.Q(deadline__isnull=False, matter__isnull=False) | ~models.Q(subject=""),
                name="a_notification_is_about_something",
                violation_error_message="提醒必须说明是哪个期限或者哪件事。",
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
