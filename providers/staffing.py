"""The people of an organisation held against the pack's figures: before signing and at every change. C9."""

from collections import Counter
from datetime import date
from typing import Any

from accounts.posts import Kind
from policy import rule
from providers import clients
from providers.models import StaffMember
from providers.rules import staffing
from providers.rules.staffing import Figure, Finding, House, Staff

RULES = ("home_carers_min", "home_medical_min", "institution_doctors_min", "institution_nurses_min", "own_unit_from")


def staff_of(organisation_id: int, on: date) -> Staff:
    """Who may serve there on the day; one query."""
    serving = StaffMember.objects.filter(organisation_id=organisation_id).serving(on)
    held = Counter(serving.values_list("kind", flat=True))
    return Staff(held["carer"], held["doctor"], held["nurse"], held["manager"])


def figure(rule_name: str, area: str, on: date) -> Figure:
    line = rule(f"care.staffing.{rule_name}", area=area, on=on)
    return Figure(line.value, line.citation)


def figures(area: str, on: date) -> dict[str, Figure]:
    return {name: figure(name, area, on) for name in RULES}


def lacking(case: Any, on: date) -> list[Finding]:
    """What the organisation of a designation or an agreement lacks; C9 speaks of providers only."""
    if case.kind != Kind.PROVIDER:
        return []
    held = staff_of(case.organisation_id, on)
    return list(staffing.lacking(held, house_of(case, held), figures(case.area_code, on)))


def house_of(case: Any, held: Staff) -> House:
    """What is offered, as the designation says; an agreement entered from before says only its modes."""
    said = getattr(case, "designation", None) or case
    return House(
        modes=frozenset(case.modes),
        licensed=bool(getattr(said, "licensed", False)),
        capacity=int(getattr(said, "capacity", 0)),
        own_unit=bool(getattr(said, "own_unit", True)),
        full_time_manager=bool(getattr(said, "full_time_manager", False)) or held.managers > 0,
    )


def per_carer(organisation_id: int, area: str, on: date) -> tuple[int | None, int, Finding | None]:
    """The live figure of 天津（四）: severe persons at home, carers, and what is wrong with their ratio."""
    severe, carers = clients.severe_at_home(organisation_id, on), staff_of(organisation_id, on).carers
    least, most = figure("clients_per_carer_min", area, on), figure("clients_per_carer_max", area, on)
    return severe, carers, staffing.per_carer(severe or 0, carers, least, most)
