"""Reads `stories.yaml` and refuses what no story may say, before anything is played."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ltci.demo_data.regions import Region
from policy import yamlfile
from workflow import acts

TODAY, NOTICE = "today", "notice"
ALL = "all"


class StoryError(Exception):
    """A story that cannot be read, that the law refuses, or that ends in another state than it says."""


@dataclass(frozen=True)
class Step:
    """`when`: see `stories.yaml`; `act`: its full name; `inputs`: what the form says."""

    when: int | str
    act: str
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """What happens to one matter; `start` counts working days before today, two numbers are a span to draw from."""

    name: str
    start: int | list[int]
    areas: Any = ALL
    until: str = ""
    then: tuple[Step, ...] = ()
    leaves: Mapping[str, Any] = field(default_factory=dict)
    person: Mapping[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    route: str = ""
    means: str = "onsite"
    level: Any = None
    proposed: int | None = None
    applicant: str = ""
    self_assessment: str = "dependent"
    disabled_months: int | None = None
    treated_months: int | None = None
    insured_months: int | None = None
    failed_months: int | None = None
    offsite: bool = False
    interest: bool = False
    draft: bool = False

    def steps(self) -> list[Step]:
        """The usual way as far as the story goes along it, and what it says beyond."""
        if self.draft:
            return []
        usual = read().usual
        if not self.until:
            return [*usual, *self.then]
        last = max(number for number, step in enumerate(usual) if step.act == self.until)
        return [*usual[: last + 1], *self.then]

    def plays_in(self, region: Region) -> bool:
        return self.areas == ALL or region.area in self.areas


@dataclass(frozen=True)
class Book:
    """All of `stories.yaml`."""

    usual: tuple[Step, ...]
    natural: Story
    stories: tuple[Story, ...]


@cache
def read() -> Book:
    """The file, read once per process. Raises StoryError."""
    data = yamlfile.mapping(Path(__file__).parent / "stories.yaml")
    usual = tuple(_step(row, "usual") for row in data["usual"])
    stories = tuple(_story(row, usual) for row in data["stories"])
    return Book(usual, _story(data["natural"], usual), stories)


def _story(row: Mapping[str, Any], usual: tuple[Step, ...]) -> Story:
    name = row.get("name", "?")
    unknown = set(row) - set(Story.__dataclass_fields__)
    if unknown:
        raise StoryError(f"{name}：不认识 {'、'.join(sorted(unknown))}")
    if row.get("until") and row["until"] not in {step.act for step in usual}:
        raise StoryError(f"{name}：通常顺序里没有 {row['until']}")
    lists: dict[str, Any] = {
        "then": tuple(_step(step, name) for step in row.get("then", ())),
        "without": tuple(row.get("without", ())),
    }
    return Story(**{**row, **lists})


def _step(row: list[Any], name: str) -> Step:
    when, act, *inputs = row
    if act not in acts.registry:
        raise StoryError(f"{name}：没有 {act} 这一办理")
    if isinstance(when, str) and when not in (TODAY, NOTICE) and not when.replace("-", "").isdigit():
        raise StoryError(f"{name}：看不懂时间“{when}”")
    return Step(when, act, dict(*inputs))


def casting(regions: tuple[Region, ...], matters: int) -> Iterator[tuple[Story, Region]]:
    """Every story in each of its areas, and as many natural ones as are missing from `matters`."""
    book, told = read(), 0
    for story in book.stories:
        for region in regions:
            if story.plays_in(region):
                told += 1
                yield story, region
    for number in range(told, matters):
        yield book.natural, regions[number % len(regions)]
