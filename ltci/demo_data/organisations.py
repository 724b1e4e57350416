"""Agencies, bodies, committees, providers and handlers of the demonstration, with their agreements."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from accounts.models import Organisation
from accounts.posts import Kind
from ltci.demo_data import designation_stories
from ltci.demo_data.regions import Body, Exchange, Map, Province, Region
from providers.models import Agreement

YEAR = timedelta(days=365)
HOUSES = 200


@dataclass(frozen=True)
class Offices:
    """The organisations of one pooling area; `designated` are the bodies whose agreement is in force.

    `applicants`, by name, had no agreement when the demonstration begins: nothing but their own stories uses them.
    """

    region: Region
    agency: Organisation
    committee: Organisation | None
    bodies: list[Organisation]
    designated: list[Organisation]
    providers: list[Organisation]
    handler: Organisation
    counties: dict[str, Organisation]
    applicants: dict[str, Organisation] = field(default_factory=dict)


def found(world: Map, today: date, rng: random.Random) -> tuple[list[Organisation], list[Offices]]:
    """Write all organisations and agreements; returns the agencies of the provinces and the offices by region."""
    founder = Founder(world, today, rng)
    provinces = {row.area: founder.province(row) for row in world.provinces}
    offices = [founder.offices(row, provinces.get(row.province)) for row in world.regions]
    # After all others, so that one more of them changes no address of the others.
    for row in offices:
        row.applicants.update(founder.applicants(row.region))
    return list(provinces.values()), offices


class Founder:
    """Writes organisations, each with an address and a number of its own."""

    def __init__(self, world: Map, today: date, rng: random.Random) -> None:
        self.world, self.today, self.rng = world, today, rng
        self.serial = 1000

    def province(self, row: Province) -> Organisation:
        self._department(row.area, row.name, row.exchange, Organisation.Level.PROVINCE)
        return self._write(
            f"{row.area}-A",
            f"{row.name}医疗保障经办中心（演示）",
            Kind.AGENCY,
            row.area,
            row.exchange,
            row.name,
            level=Organisation.Level.PROVINCE,
            number_word=row.word,
        )

    def offices(self, region: Region, province: Organisation | None) -> Offices:
        self._department(region.area, region.name, region.exchange, Organisation.Level.POOLING_AREA)
        agency = self._here(
            region, "A", f"{region.name}医疗保障经办中心（演示）", Kind.AGENCY, region.word, parent=province
        )
        bodies = [self._body(region, row, number) for number, row in enumerate(region.bodies, 1)]
        agreements = list(self._agreements(agency, zip(region.bodies, bodies, strict=True)))
        providers = [
            self._here(region, f"P{number}", name, Kind.PROVIDER) for number, name in enumerate(region.providers, 1)
        ]
        agreements += [self._agreement(agency, row, f"服{number}") for number, row in enumerate(providers, 1)]
        Agreement.objects.bulk_create(agreements)
        return Offices(
            region=region,
            agency=agency,
            committee=self._committee(region),
            bodies=bodies,
            designated=[body for row, body in zip(region.bodies, bodies, strict=True) if row.agreement == "active"],
            providers=providers,
            handler=self._here(region, "H", region.handler, Kind.HANDLER),
            counties={row["slug"]: self._county(region, agency, row["area"], row["name"]) for row in region.counties},
        )

    def applicants(self, region: Region) -> dict[str, Organisation]:
        """Bodies and providers that apply to be designated."""
        return {
            row.name: self._here(region, f"N{number}", row.name, Kind(row.kind))
            for number, row in enumerate(designation_stories.read().of(region.area), 1)
        }

    def _department(self, area: str, name: str, exchange: Exchange, level: str) -> None:
        self._write(f"{area}-D", f"{name}医疗保障局（演示）", Kind.DEPARTMENT, area, exchange, name, level=level)

    def _county(self, region: Region, agency: Organisation, area: str, name: str) -> Organisation:
        return self._write(
            f"{area}-A",
            f"{region.name}{name}医疗保障经办站（演示）",
            Kind.AGENCY,
            area,
            region.exchange,
            region.name + name,
            level=Organisation.Level.COUNTY,
            parent=agency,
        )

    def _committee(self, region: Region) -> Organisation | None:
        row = region.committee
        return self._here(region, "C", row["name"], Kind.COMMITTEE, row["word"]) if row else None

    def _body(self, region: Region, row: Body, number: int) -> Organisation:
        return self._here(region, f"B{number}", row.name, Kind.BODY, row.word)

    def _here(self, region: Region, code: str, name: str, kind: Kind, word: str = "", **fields: object) -> Organisation:
        whole = f"{region.area}-{code}"
        return self._write(whole, name, kind, region.area, region.exchange, region.name, number_word=word, **fields)

    def _write(
        self, code: str, name: str, kind: Kind, area: str, exchange: Exchange, place: str, **fields: object
    ) -> Organisation:
        self.serial += 1
        address = f"{place}{self.rng.choice(self.world.streets)}{self.rng.randrange(1, HOUSES)}号"
        return Organisation.objects.create(
            code=code,
            name=name,
            kind=kind,
            area_id=area,
            address=address,
            phone=exchange.number(self.serial),
            **fields,
        )

    def _agreements(self, agency: Organisation, bodies: Iterable[tuple[Body, Organisation]]) -> Iterator[Agreement]:
        for number, (row, body) in enumerate(bodies, 1):
            yield self._agreement(agency, body, f"评{number}", row.agreement)

    def _agreement(self, agency: Organisation, partner: Organisation, number: str, state: str = "active") -> Agreement:
        """An agreement of two years: begun a year ago, or run out a month ago."""
        ends = self.today - timedelta(days=30) if state == Agreement.State.EXPIRED else self.today + YEAR
        return Agreement(
            agency=agency,
            organisation=partner,
            number=f"{agency.number_word}协{number}",
            starts_on=ends - 2 * YEAR,
            ends_on=ends,
            state=state,
        )
