"""Fictitious insured people: numbers that pass every check, nobody's telephone, streets that do not exist."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.areas import prefix
from accounts.identity import check_character
from accounts.models import Area
from ltci.demo_data.names import ethnicity_of, name_of
from ltci.demo_data.regions import Map, Region

ELDERLY = 85  # of a hundred
ELDER_YEARS, OTHER_YEARS = (1930, 1957), (1958, 1990)
RETIRED_FROM = 60
PLACEHOLDER = "市辖区"
# Telephone numbers of people lie above those of organisations.
SERIALS_FROM = 100_000


@dataclass
class Population:
    """Makes people up, none twice."""

    world: Map
    today: date
    taken: set[str] = field(default_factory=set)
    found: dict[tuple[str, bool], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.areas: dict[str, str] = dict(Area.objects.values_list("code", "name"))
        self.living = set(Area.objects.filter(valid=True).values_list("code", flat=True))

    def person(self, region: Region, rng: random.Random, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the register enters for one person; `given` are facts that the story needs."""
        facts = dict(given or {})
        born, sex = self._birth_day(rng), rng.choice(["male", "female"])
        ethnicity = ethnicity_of(region.names, rng)
        area_code = self._home(region, rng)
        return {
            "name": name_of(ethnicity, sex, born.year, rng),
            "sex": sex,
            "born": born,
            "ethnicity": ethnicity,
            "id_number": self._id_number(region, born, sex, rng),
            "phone": region.exchange.number(SERIALS_FROM + len(self.taken)),
            "address": self._address(region, area_code, rng),
            "area_code": area_code,
            "insured_type": self._insured_type(born, rng),
            "insured_since": date(rng.randrange(2017, 2024), rng.randrange(1, 13), 1),
            **facts,
        }

    def _birth_day(self, rng: random.Random) -> date:
        first, last = ELDER_YEARS if rng.randrange(100) < ELDERLY else OTHER_YEARS
        return date(first, 1, 1) + timedelta(days=rng.randrange((date(last, 12, 31) - date(first, 1, 1)).days))

    def _insured_type(self, born: date, rng: random.Random) -> str:
        if self.today.year - born.year >= RETIRED_FROM:
            return rng.choice(["retired", "retired", "resident"])
        return rng.choice(["employee", "flexible", "resident"])

    def _id_number(self, region: Region, born: date, sex: str, rng: random.Random) -> str:
        """A valid number; its sequence digit is odd for men. The county may have been abolished since."""
        start = rng.choice(region.id_from)
        codes = self._counties(start, living=False)
        while True:
            order = rng.randrange(100, 500) * 2 + (sex == "male")
            body = f"{rng.choice(codes)}{born:%Y%m%d}{order % 1000:03d}"
            number = body + check_character(body)
            if number not in self.taken:
                self.taken.add(number)
                return number

    def _home(self, region: Region, rng: random.Random) -> str:
        """A county of the area that exists today; the area itself where it has none below it."""
        return rng.choice(self._counties(prefix(region.area), living=True))

    def _counties(self, start: str, *, living: bool) -> list[str]:
        """Codes of counties that begin with `start`; the placeholder 市辖区 is none."""
        if (start, living) not in self.found:
            codes = (code for code, name in self.areas.items() if code.startswith(start) and name != PLACEHOLDER)
            among = self.living if living else self.areas
            self.found[start, living] = sorted(code for code in codes if code in among and not code.endswith("00"))
        return self.found[start, living]

    def _address(self, region: Region, area_code: str, rng: random.Random) -> str:
        county = self.areas[area_code] if area_code != region.area else ""
        street, estate = rng.choice(self.world.streets), rng.choice(self.world.estates)
        place = f"{street}{rng.randrange(1, 200)}号{estate}{rng.randrange(1, 19)}号楼{rng.randrange(1, 5)}单元"
        return f"{region.name}{county}{place}{rng.randrange(1, 7)}0{rng.randrange(1, 4)}室"
