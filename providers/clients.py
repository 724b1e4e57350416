"""Whom an organisation serves: told by the care chapter, which lies above; nobody asked, nobody served.

C9: 天津（四）; D8: 宁夏第五十二条.
"""

from datetime import date
from typing import Protocol


class Clients(Protocol):
    """What the care chapter says of a provider's clients on a day; each answer is one query."""

    def names(self, organisation_id: int, on: date) -> list[str]:
        """Names of the persons served, masked as letters print them."""

    def severe_at_home(self, organisation_id: int, on: date) -> int:
        """How many severe persons are cared for at home."""


_told_by: list[Clients] = []


def register(clients: Clients) -> None:
    """Called once in the care chapter's `ready()`."""
    _told_by[:] = [clients]


def names(organisation_id: int, on: date) -> list[str]:
    return _told_by[0].names(organisation_id, on) if _told_by else []


def severe_at_home(organisation_id: int, on: date) -> int | None:
    """None while the care chapter does not say."""
    return _told_by[0].severe_at_home(organisation_id, on) if _told_by else None
