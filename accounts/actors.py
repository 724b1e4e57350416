"""Who acts: a person with all seats held on a day, the clock, or nobody known."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Union

from accounts.posts import Post

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True)
class Seat:
    """A post in an organisation: `kind` is the organisation's, `area_code` the area in which it works."""

    post: str
    organisation_id: int | None
    organisation_name: str
    area_code: str
    kind: str


@dataclass(frozen=True)
class Actor:
    """Frozen, so that what the journal says is what the permission was decided on."""

    user_id: int | None
    name: str
    seats: tuple[Seat, ...] = ()

    @classmethod
    def of(cls, user: Union["User", "AnonymousUser"], on: date) -> "Actor":
        """The actor that `user` is on the day `on`, in one query; nobody known for a stranger or a closed account."""
        if not user.is_authenticated or not user.is_active:
            return PUBLIC
        from accounts.models import Appointment  # models need the app registry, actors do not

        held = Appointment.objects.in_force(on).filter(user=user).select_related("organisation").order_by("id")
        return cls(user.pk, user.name or user.username, tuple(appointment.seat for appointment in held))

    def seat(self, posts: Collection[str], organisation_id: int | None = None) -> Seat | None:
        """The first seat of one of `posts`, in that organisation where one is named; None without one."""
        for seat in self.seats:
            if seat.post in posts and organisation_id in (None, seat.organisation_id):
                return seat
        return None

    def holds(self, *posts: str) -> bool:
        """Whether one of `posts` is held in any organisation."""
        return self.seat(posts) is not None

    @property
    def posts(self) -> frozenset[str]:
        """All posts held, wherever."""
        return frozenset(seat.post for seat in self.seats)


CLOCK = Actor(None, "系统时钟", (Seat("clock", None, "", "", ""),))
PUBLIC = Actor(None, "公众", (Seat(Post.PUBLIC.value, None, "", "", ""),))
