"""Begin a deadline."""

from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from workflow import calendar
from workflow.deadlines.counting import recount
from workflow.models.deadline import Deadline
from workflow.models.deadline_kind import KEEPS_DAY, DeadlineKind
from workflow.rules.work_calendar import MONTHS_A_YEAR

YEARS = "years"


class LimitLine(Protocol):
    """What a line of the policy says of a limit."""

    @property
    def value(self) -> int: ...
    @property
    def unit(self) -> str: ...
    @property
    def citation(self) -> str: ...
    @property
    def basis(self) -> str: ...


class LimitedCase(Protocol):
    """What a deadline needs to know of its case; every `workflow.models.Case` has it."""

    id: UUID
    matter: UUID
    area_code: str
    agency_id: int

    def kind_name(self) -> str: ...
    def organisation_of(self, post: str) -> int | None: ...


def start(*, case: LimitedCase, kind: str, on: date, now: datetime, **length: Any) -> Deadline:
    """Begin one limit, see `limit`; IntegrityError while the case has a live deadline of this kind."""
    return begin(limit(case=case, kind=kind, on=on, now=now, **length))[0]


def begin(*limits: Deadline) -> list[Deadline]:
    """Begin several at once, in one statement."""
    return Deadline.objects.bulk_create(limits)


def limit(
    *,
    case: LimitedCase,
    kind: str,
    on: date,
    now: datetime,
    line: LimitLine | None = None,
    amount: int | None = None,
    unit: str = "",
    citation: str = "",
    basis: str = "",
    act_at_due: str = "",
    owner_post: str = "",
) -> Deadline:
    """The limit `kind` from the event of the day `on`, to be begun: as long as `line` says, or `amount` in `unit`.

    `unit`: days, working_days, months or years. `act_at_due` names the act that the clock does once it has passed;
    `owner_post` is the post that must act and is reminded. Raises ValueError for a limit that has no length.
    """
    if line is not None:
        amount, unit, citation, basis = line.value, line.unit, citation or line.citation, basis or line.basis
    amount, unit = _length(amount, unit)
    deadline = Deadline(
        matter=case.matter,
        case_kind=case.kind_name(),
        case_id=case.id,
        area_code=case.area_code,
        agency_id=case.agency_id,
        kind=DeadlineKind(kind),
        starts_on=on,
        amount=amount,
        unit=unit,
        rolls=kind not in KEEPS_DAY,
        citation=citation,
        basis=basis,
        act_at_due=act_at_due,
        owner_post=owner_post,
        owner_organisation_id=case.organisation_of(owner_post) if owner_post else None,
        started_at=now,
    )
    recount(deadline, (), calendar.current())
    return deadline


def _length(amount: int | None, unit: str) -> tuple[int, str]:
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise ValueError("规则没有给出期限的长短，不能开始计时。")
    if unit == YEARS:
        return amount * MONTHS_A_YEAR, Deadline.Unit.MONTHS
    return amount, Deadline.Unit(unit)
