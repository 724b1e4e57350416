"""Whether an organisation has the people that its services ask for. C9, A19 (roster).

新疆、黑龙江第十四条; 宁夏第十七条（由定点管理细则规定，从国家）; 天津（四）. Figures come from the pack.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

HOME = frozenset({"home", "community"})


@dataclass(frozen=True)
class Staff:
    """Who works there on a day, with a certificate that holds where one is asked for."""

    carers: int
    doctors: int
    nurses: int
    managers: int

    @property
    def medical(self) -> int:
        return self.doctors + self.nurses


@dataclass(frozen=True)
class House:
    """What the organisation offers: modes of care, licence, capacity in persons, its own unit and full-time manager."""

    modes: frozenset[str]
    licensed: bool
    capacity: int
    own_unit: bool
    full_time_manager: bool


@dataclass(frozen=True)
class Figure:
    """One number of the pack with its article; None where the region has none."""

    value: int | None
    citation: str


@dataclass(frozen=True)
class Finding:
    """What is missing: which rule, a sentence, the article."""

    rule: str
    message: str
    citation: str


def lacking(staff: Staff, house: House, figures: Mapping[str, Figure]) -> Iterator[Finding]:
    """Everything that the pack's figures object to; keys as in `care.staffing.*`."""
    if house.modes & HOME:
        yield from _least("home_carers_min", staff.carers, "居家或者社区护理人员", figures)
        if house.licensed:
            yield from _least("home_medical_min", staff.medical, "具备医疗资质的医护人员", figures)
    if "institution" in house.modes:
        if not staff.carers:
            told = "机构护理应当配备护理服务人员，现在没有。"
            yield Finding("institution_carers", told, figures["institution_doctors_min"].citation)
        if house.licensed:
            yield from _least("institution_doctors_min", staff.doctors, "机构护理的医师", figures)
            yield from _least("institution_nurses_min", staff.nurses, "机构护理的护士", figures)
        yield from _own_unit(house, figures["own_unit_from"])


def _least(rule: str, held: int, label: str, figures: Mapping[str, Figure]) -> Iterator[Finding]:
    figure = figures[rule]
    if figure.value is not None and held < figure.value:
        yield Finding(rule, f"{label}不少于 {figure.value} 人，现为 {held} 人。", figure.citation)


def _own_unit(house: House, figure: Figure) -> Iterator[Finding]:
    if figure.value is None or house.capacity < figure.value:
        return
    missing = [
        label
        for held, label in ((house.own_unit, "长护管理内设工作机构"), (house.full_time_manager, "专职管理人员"))
        if not held
    ]
    if missing:
        told = f"服务能力 {house.capacity} 人，达到 {figure.value} 人的须有{'和'.join(missing)}。"
        yield Finding("own_unit_from", told, figure.citation)


def per_carer(severe: int, carers: int, least: Figure, most: Figure) -> Finding | None:
    """天津（四）: how many severe persons each home carer cares for; None where it is within the region's range."""
    if least.value is None or most.value is None or not severe:
        return None
    if not carers:
        return Finding("clients_per_carer", f"居家照护 {severe} 名重度失能人员，没有护理人员。", most.citation)
    if carers * least.value <= severe <= carers * most.value:
        return None
    each = severe / carers
    told = f"每名护理人员居家照护重度失能人员应在 {least.value} 至 {most.value} 人之间，现为 {each:.1f} 人。"
    return Finding("clients_per_carer", told, most.citation)
