"""Reads `designations.yaml`: the organisations that apply, the calls, and how far each application goes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ltci.demo_data.stories import NOTICE, Step, StoryError
from policy import yamlfile
from providers.acts.record_review import PARTS
from workflow import acts

REVIEW = "providers.record_review"
QUALIFIED = ("decide", "publish", "sign")


@dataclass(frozen=True)
class Applicant:
    """What happens to the application of one organisation; the fields are told in `designations.yaml`."""

    name: str
    area: str
    kind: str
    until: str
    start: int = 0
    ends_in: int | None = None
    then: tuple[Step, ...] = ()
    modes: tuple[str, ...] = ("home",)
    lacks: int = 0
    operating: int = 60
    votes: int | None = None
    against: bool = False
    leaves: Mapping[str, str] = field(default_factory=dict)

    def steps(self) -> list[Step]:
        """The usual way as far as the story goes along it, and what it says beyond."""
        usual = read().usual
        last = next(number for number, step in enumerate(usual) if label(step) == self.until)
        return [*usual[: last + 1], *self.then]

    @property
    def qualifies(self) -> bool:
        return self.until in QUALIFIED and not self.against


@dataclass(frozen=True)
class Invitation:
    """A call for applications; both days count working days before today, after it where they are negative."""

    area: str
    kind: str
    opens: int
    closes: int
    title: str


@dataclass(frozen=True)
class Book:
    """All of `designations.yaml`."""

    usual: tuple[Step, ...]
    calls: tuple[Invitation, ...]
    applicants: tuple[Applicant, ...]

    def of(self, area: str) -> Iterator[Applicant]:
        return (row for row in self.applicants if row.area == area)


@cache
def read() -> Book:
    """The file, read once per process. Raises StoryError."""
    data = yamlfile.mapping(Path(__file__).parent / "designations.yaml")
    usual = tuple(_step(row, "usual") for row in data["usual"])
    known = {label(step) for step in usual}
    calls = tuple(Invitation(**row) for row in data["calls"])
    return Book(usual, calls, tuple(_applicant(row, known) for row in data["stories"]))


def label(step: Step) -> str:
    """How the file names a step: the part of the review, else the verb of the act."""
    return str(step.inputs.get("part") or step.act.partition(".")[2])


def _applicant(row: Mapping[str, Any], known: set[str]) -> Applicant:
    name = row.get("name", "?")
    unknown = set(row) - set(Applicant.__dataclass_fields__)
    if unknown:
        raise StoryError(f"{name}：不认识 {'、'.join(sorted(unknown))}")
    if row.get("until") not in known:
        raise StoryError(f"{name}：通常顺序里没有 {row.get('until')}")
    lists: dict[str, Any] = {"then": tuple(_step(step, name) for step in row.get("then", ()))}
    if "modes" in row:
        lists["modes"] = tuple(row["modes"])
    return Applicant(**{**row, **lists})


def _step(row: list[Any], name: str) -> Step:
    when, word, *inputs = row
    act, given = (REVIEW, {"part": word}) if word in PARTS else (f"providers.{word}", {})
    if act not in acts.registry:
        raise StoryError(f"{name}：没有 {word} 这一办理")
    if isinstance(when, str) and when != NOTICE and not when.replace("-", "").isdigit():
        raise StoryError(f"{name}：看不懂时间“{when}”")
    return Step(when, act, {**given, **dict(*inputs)})
