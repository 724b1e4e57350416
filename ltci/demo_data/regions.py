"""Reads `regions.yaml`: the pooling areas of the demonstration and what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from policy import yamlfile

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Exchange:
    """Where numbers are made up: dialling code and length of a local number."""

    dial: str
    digits: int

    def number(self, serial: int) -> str:
        """A telephone number that nobody has: no local number in China begins with 0."""
        return f"{self.dial}-{serial % 10 ** (self.digits - 1):0{self.digits}d}"


@dataclass(frozen=True)
class Province:
    area: str
    slug: str
    name: str
    word: str
    exchange: Exchange


@dataclass(frozen=True)
class Body:
    name: str
    word: str
    agreement: str


@dataclass(frozen=True)
class Region:
    """A pooling area: its organisations, office hours (o'clock in Beijing time) and who lives there."""

    area: str
    slug: str
    name: str
    province: str
    word: str
    exchange: Exchange
    opens: int
    closes: int
    id_from: tuple[str, ...]
    names: Mapping[str, int]
    counties: tuple[Mapping[str, str], ...]
    committee: Mapping[str, str] | None
    bodies: tuple[Body, ...]
    providers: tuple[str, ...]
    handler: str


@dataclass(frozen=True)
class Map:
    """All of `regions.yaml`."""

    provinces: tuple[Province, ...]
    regions: tuple[Region, ...]
    streets: tuple[str, ...]
    estates: tuple[str, ...]


@cache
def read() -> Map:
    """The file, read once per process."""
    data = yamlfile.mapping(FOLDER / "regions.yaml")
    return Map(
        provinces=tuple(Province(exchange=_exchange(row), **_others(row)) for row in data["provinces"]),
        regions=tuple(_region(row) for row in data["regions"]),
        streets=tuple(data["streets"]),
        estates=tuple(data["estates"]),
    )


def _region(row: Mapping[str, Any]) -> Region:
    rest: dict[str, Any] = _others(row)
    rest |= {name: tuple(value) for name, value in rest.items() if isinstance(value, list)}
    return Region(
        exchange=_exchange(row),
        province=rest.pop("province", ""),
        committee=rest.pop("committee", None),
        bodies=tuple(Body(**body) for body in rest.pop("bodies")),
        **rest,
    )


def _exchange(row: Mapping[str, Any]) -> Exchange:
    return Exchange(row["dial"], row["digits"])


def _others(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("dial", "digits")}
