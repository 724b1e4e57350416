"""Who acts: a person with all seats held on a day, the clock, or nobody known."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Union

from accounts.posts import Kind, Post

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True)
class Assistance:
    """What the staff of a handler may assist an agency with, by its contract in force on the day (第五十四条)."""

    agency_id: int
    area_code: str
    tasks: frozenset[str]


@dataclass(frozen=True)
class Seat:
    """A post in an organisation: `kind` is the organisation's, `area_code` the area in which it works.

    `assists`: the contracts of a handler's post; empty for every other.
    """

    post: str
    organisation_id: int | None
    organisation_name: str
    area_code: str
    kind: str
    assists: tuple[Assistance, ...] = ()


# Which contracts the organisations of handlers hold on a day; the chapter of agreements says so when it is ready.
Contracts = Callable[[Collection[int], date], Mapping[int, tuple[Assistance, ...]]]
_contracts: list[Contracts] = []


def contracts_are_told_by(source: Contracts) -> None:
    """Let a chapter above tell what handlers assist with."""
    _contracts[:] = [source]


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
        return cls(user.pk, user.name or user.username, _with_contracts([row.seat for row in held], on))

    def seat(self, posts: Collection[str], organisation_id: int | None = None) -> Seat | None:
        """The first seat of one of `posts`, in that organisation where one is named; None without one."""
        for seat in self.seats:
            if seat.post in posts and organisation_id in (None, seat.organisation_id):
                return seat
        return None

    def without(self, posts: Collection[str]) -> "Actor":
        """The same person by all other posts."""
        return Actor(self.user_id, self.name, tuple(seat for seat in self.seats if seat.post not in posts))

    def holds(self, *posts: str) -> bool:
        """Whether one of `posts` is held in any organisation."""
        return self.seat(posts) is not None

    def assisting(self, task: str, agency_id: int, posts: Collection[str]) -> Seat | None:
        """The seat of a handler whose contract with that agency lists the task; None without one."""
        for seat in self.seats:
            if seat.post in posts and any(held.agency_id == agency_id and task in held.tasks for held in seat.assists):
                return seat
        return None

    def assisted(self, *tasks: str) -> list[Assistance]:
        """The contracts by which one of the tasks may be done."""
        return [held for seat in self.seats for held in seat.assists if held.tasks.intersection(tasks)]

    @property
    def posts(self) -> frozenset[str]:
        """All posts held, wherever."""
        return frozenset(seat.post for seat in self.seats)


def _with_contracts(seats: list[Seat], on: date) -> tuple[Seat, ...]:
    handlers = {seat.organisation_id for seat in seats if seat.kind == Kind.HANDLER and seat.organisation_id}
    if not handlers or not _contracts:
        return tuple(seats)
    held = _contracts[0](handlers, on)
    return tuple(replace(seat, assists=held.get(seat.organisation_id or 0, ())) for seat in seats)


CLOCK = Actor(None, "系统时钟", (Seat("clock", None, "", "", ""),))
PUBLIC = Actor(None, "公众", (Seat(Post.PUBLIC.value, None, "", "", ""),))
