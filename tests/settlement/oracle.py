"""The rules of the smart review once more, line by line in plain Python: slow, and meant to be read beside the texts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import cos, radians, sqrt
from typing import Any


@dataclass
class Line:
    """A claimed service as the oracle sees it; `asked` when its batch is in question."""

    id: int
    provider: int
    person: Any
    carer: int | None
    code: str
    item: str
    day: date
    starts: datetime
    ends: datetime
    price: int
    quantity: int = 1
    lat: float | None = None
    lon: float | None = None
    asked: bool = True

    @property
    def minutes(self) -> int:
        return int((self.ends - self.starts).total_seconds()) // 60

    @property
    def amount(self) -> int:
        return self.price * self.quantity

    @property
    def order(self) -> tuple[Any, ...]:
        return (self.day, self.starts, self.id)


@dataclass
class World:
    """Everything that is known: rows as `settlement.reference.of_screening` lays them out, as dictionaries."""

    standing: list[dict[str, Any]] = field(default_factory=list)
    stays: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    plans: list[dict[str, Any]] = field(default_factory=list)
    plan_items: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    exclusions: list[tuple[str, str]] = field(default_factory=list)
    carers: list[dict[str, Any]] = field(default_factory=list)
    agreements: list[dict[str, Any]] = field(default_factory=list)


def one(rows: list[dict[str, Any]], day: date | None = None, **names: Any) -> dict[str, Any] | None:
    """The row with these values that holds on the day."""
    for row in rows:
        if all(row[name] == value for name, value in names.items()) and (
            day is None or row["since"] <= day <= row["until"]
        ):
            return row
    return None


def over(value: float | None, limit: float | None) -> bool:
    return value is not None and limit is not None and value > limit


def km(a: Line, lat: float, lon: float) -> float:
    assert a.lat is not None and a.lon is not None
    return sqrt(((a.lat - lat) * 111.2) ** 2 + ((a.lon - lon) * 111.2 * cos(radians(a.lat))) ** 2)


def findings(lines: list[Line], world: World, given: dict[str, Any]) -> set[tuple[int, str]]:
    """(line, rule) for every line in question."""
    found = {(line.id, code) for line in lines if line.asked for code in of_line(line, lines, world, given)}
    return found | set(of_carers(lines, given))


def week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def of_line(line: Line, lines: list[Line], world: World, given: dict[str, Any]) -> Iterator[str]:
    day = line.day
    standing = one(world.standing, day, person=line.person)
    stay = one(world.stays, day, person=line.person)
    person = one(world.people, person=line.person)
    plan = one(world.plans, day, person=line.person)
    planned = one(world.plan_items, day, person=line.person, item=line.item)
    item = one(world.items, day, code=line.item)
    carer = one(world.carers, carer=line.carer) if line.carer is not None else None
    state = standing["state"] if standing else None
    if stay:
        yield "in_hospital"
    if person and person["died_on"] and day > person["died_on"]:
        yield "after_death"
    if state in (None, "pending", "ended"):
        yield "outside_benefit"
    if state == "suspended" and not stay:
        yield "suspended"
    if standing and state == "active" and standing["provider"] is not None and standing["provider"] != line.provider:
        yield "other_provider"
    if state == "active" and not plan:
        yield "no_plan"
    if plan and not planned:
        yield "outside_plan"
    if not one(world.agreements, day, provider=line.provider):
        yield "no_agreement"
    yield from of_item(line, lines, item, planned, carer)
    yield from of_money(line, lines, standing)
    yield from of_carer(line, lines, carer, given)
    yield from of_place(line, standing, person, given)


def of_item(line: Line, lines: list[Line], item: Any, planned: Any, carer: Any) -> Iterator[str]:
    same = [o for o in lines if (o.person, o.item) == (line.person, line.item) and o.order <= line.order]
    times_day = len([o for o in same if o.day == line.day])
    times_week = len([o for o in same if week(o.day) == week(line.day)])
    if planned and over(times_week, planned["per_week"]):
        yield "over_plan"
    if any(o.starts == line.starts and o.id < line.id for o in same):
        yield "duplicate"
    if not item:
        yield "not_in_catalogue"
        return
    if (
        over(times_day, item["per_day_max"])
        or over(times_week, item["per_week_max"])
        or over(len(same), item["per_month_max"])
    ):
        yield "over_times"
    if line.price > item["price"]:
        yield "price_above"
    if item["performers"] and carer and carer["kind"] is not None and carer["kind"] not in item["performers"]:
        yield "wrong_performer"
    if over(item["minutes_min"], line.minutes):
        yield "too_short"
    if over(line.minutes, item["minutes_max"]):
        yield "too_long"


def of_money(line: Line, lines: list[Line], standing: Any) -> Iterator[str]:
    before = [o for o in lines if o.person == line.person and o.order <= line.order]
    if not standing:
        return
    if over(sum(o.minutes for o in before), standing["hours_cap"] * 60 if standing["hours_cap"] is not None else None):
        yield "over_hours"
    of_day = sum(o.amount for o in before if o.day == line.day)
    if over(of_day, standing["day_cap"]) or over(sum(o.amount for o in before), standing["month_cap"]):
        yield "over_money"


def of_carer(line: Line, lines: list[Line], carer: Any, given: dict[str, Any]) -> Iterator[str]:
    earlier = [o for o in lines if (o.starts, o.id) < (line.starts, line.id) and o.ends > line.starts]
    if any(o.person == line.person and o.code != line.code for o in earlier):
        yield "person_overlap"
    if line.carer is None:
        yield "carer_unknown"
        return
    if any(o.carer == line.carer and o.person != line.person for o in earlier):
        yield "carer_overlap"
    if carer:
        yield from of_register(line, carer)
    minutes = {
        int((o.starts + timedelta(minutes=n)).timestamp())
        for o in lines
        if o.carer == line.carer and o.day == line.day and o.order <= line.order
        for n in range(o.minutes)
    }
    if len(minutes) > given["carer_hours"] * 60:
        yield "carer_hours"
    before = [o for o in lines if o.carer == line.carer and o.order < line.order]
    last = max(before, key=lambda o: o.order, default=None)
    if last and last.person != line.person and last.lat is not None and last.lon is not None and line.lat is not None:
        gap = (line.starts - last.ends).total_seconds() / 60
        away = km(line, last.lat, last.lon)
        if gap >= 0 and away * 60 > given["speed"] * gap and away > 1:
            yield "travel"


def of_register(line: Line, carer: dict[str, Any]) -> Iterator[str]:
    day = line.day
    if (
        day < carer["since"]
        or over(day.toordinal(), _n(carer["until"]))
        or over(day.toordinal(), _n(carer["qualified_until"]))
    ):
        yield "carer_unqualified"
    if carer["banned_since"] and carer["banned_since"] <= day <= (carer["banned_until"] or date.max):
        yield "carer_banned"
    if carer["provider"] != line.provider:
        yield "carer_of_another"


def _n(day: date | None) -> int | None:
    return day.toordinal() if day else None


def of_place(line: Line, standing: Any, person: Any, given: dict[str, Any]) -> Iterator[str]:
    at_home = standing and standing["mode"] in ("home", "family")
    if at_home and person and person["lat"] is not None and line.lat is not None:
        if km(line, person["lat"], person["lon"]) * 1000 > given["home_metres"]:
            yield "far_from_home"


def of_carers(lines: list[Line], given: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Rules about a carer's month, told at the first line in question."""
    months: dict[int, list[Line]] = defaultdict(list)
    for line in sorted(lines, key=lambda o: o.order):
        if line.carer is not None:
            months[line.carer].append(line)
    for own in months.values():
        people = len({line.person for line in own})
        alike = max(len([o for o in own if o.minutes == line.minutes]) for line in own)
        for provider in {line.provider for line in own if line.asked}:
            first = next(line for line in own if line.asked and line.provider == provider)
            if people > given["clients_max"] or people < given["clients_min"]:
                yield first.id, "carer_clients"
            if len(own) >= given["uniform_lines"] and alike * 100 >= len(own) * given["uniform_share"]:
                yield first.id, "too_uniform"


def exclusive(lines: list[Line], world: World) -> set[tuple[int, str]]:
    """Items that exclude each other on one day, either order."""
    return {
        (line.id, "exclusive_items")
        for line in lines
        if line.asked
        for other in lines
        if (other.person, other.day) == (line.person, line.day)
        and ((line.item, other.item) in world.exclusions or (other.item, line.item) in world.exclusions)
        and one(world.items, line.day, code=line.item)
    }
