"""A stand-in for the case of a deadline, for tests of time alone."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from workflow import deadlines
from workflow.models import Deadline

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class LimitedCase:
    id: UUID = field(default_factory=uuid.uuid4)
    matter: UUID = field(default_factory=uuid.uuid4)
    area_code: str = "650100"
    agency_id: int = 1

    def kind_name(self) -> str:
        return "tests.case"

    def organisation_of(self, post: str) -> int | None:
        return None if post == "applicant" else self.agency_id


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    """A moment in China: at("2026-03-18T00:30")."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def a_limit(kind: str = "material_review", on: str = "2026-03-02", case: Any = None, **more: Any) -> Deadline:
    """A deadline of 5 working days, unless told otherwise."""
    length = {} if "line" in more else {"amount": 5, "unit": "working_days"}
    return deadlines.start(
        case=case or LimitedCase(), kind=kind, on=day(on), now=at(f"{on}T09:00"), **{**length, **more}
    )
