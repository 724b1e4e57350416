from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils import timezone

from accounts import areas

if TYPE_CHECKING:
    from accounts.actors import Actor


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: "Actor") -> Self:
        """Accounts of the areas in which the actor administers users, and the actor's own; nobody else's."""
        from accounts.posts import Post

        scope = models.Q(pk=actor.user_id)
        for seat in actor.seats:
            if seat.post == Post.USER_ADMIN:
                scope |= models.Q(organisation__area__code__startswith=areas.prefix(seat.area_code))
        return self.filter(scope)


class DeskUserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    use_in_migrations = False

    def _create_user_object(self, username: str, email: str | None, password: str | None, **fields: Any) -> "User":
        # Django hashes the first password past set_password: its day would be unknown and its history empty.
        user: User = super()._create_user_object(username, email, None, **fields)
        user.set_password(password)
        return user


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    append_only=True,
    exclude=["password", "last_login", "sign_in_token"],
)
class User(AbstractUser):
    """An account of one person. Accounts are closed, never deleted: the journal names them."""

    name = models.CharField("姓名", max_length=60, blank=True)
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="staff", verbose_name="所属机构"
    )
    password_changed_at = models.DateTimeField("上次修改密码时间", null=True, blank=True, editable=False)
    second_factor = models.BooleanField("已设置动态口令", default=False, editable=False)
    sign_in_token = models.CharField("当前登录", max_length=64, blank=True, editable=False)

    objects = DeskUserManager()  # type: ignore[misc]

    class Meta:
        verbose_name = verbose_name_plural = "用户"
        ordering = ["username"]
        triggers = [pgtrigger.Protect(name="user_is_closed_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.name}（{self.username}）" if self.name else self.username

    def get_full_name(self) -> str:
        return self.name or self.username

    def set_password(self, raw_password: str | None) -> Any:
        self.password_changed_at = timezone.now()
        return super().set_password(raw_password)
