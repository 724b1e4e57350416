"""The scales of 医保办发〔2021〕37号: 17 items, three first-level grades, a combination matrix → level 0–5.

The scales are data with a version (`data/scales/`); everything here is pure. A sheet of scores is a mapping
`{"adl": [10 numbers], "cognition": [4], "perception": [3]}` in the order of the tables C.1–C.3.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from policy import yamlfile
from policy.self_assessment import InvalidSelfAssessment, SelfForm, self_form, self_grade

__all__ = [
    "Dimension",
    "InvalidScores",
    "InvalidSelfAssessment",
    "Item",
    "Option",
    "Outcome",
    "Scale",
    "ScoreError",
    "SelfForm",
    "assess",
    "by_version",
    "current",
    "grade",
    "level",
    "levels_of",
    "self_form",
    "self_grade",
    "validate",
    "versions",
]

FOLDER = Path(__file__).parent / "data" / "scales"


@dataclass(frozen=True, slots=True)
class Option:
    score: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One of the 17 indicators with its options, from dependent to independent."""

    number: int
    name: str
    options: tuple[Option, ...]

    @property
    def scores(self) -> tuple[int, ...]:
        return tuple(option.score for option in self.options)


@dataclass(frozen=True, slots=True)
class Grade:
    """A first-level grade (0 能力完好 … 3 重度受损) and the totals it covers, both ends included."""

    grade: int
    name: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """One of the three scales; `key` is its name in a sheet of scores, `grade_by_total` answers for each total."""

    code: str
    key: str
    name: str
    table: str
    maximum: int
    grades: tuple[Grade, ...]
    items: tuple[Item, ...]
    grade_by_total: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """One version of the standard. `confirmed` is False until the matrix was compared with the official text;
    `note` is the sentence that every page shows beside a level until then."""

    version: str
    from_day: date
    standard: str
    citation: str
    dimensions: tuple[Dimension, ...]
    matrix: tuple[tuple[int, ...], ...]
    levels: tuple[str, ...]
    confirmed: bool
    note: str
    level_by_totals: tuple[tuple[tuple[int, ...], ...], ...]

    def level_name(self, number: int) -> str:
        return self.levels[number]

    def dimension(self, key: str) -> Dimension:
        """By code (ADL) or by its key in a sheet (adl). Raises KeyError."""
        return next(found for found in self.dimensions if key in (found.code, found.key))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sheet of scores comes to: three totals, three grades, the level and its name."""

    totals: tuple[int, int, int]
    grades: tuple[int, int, int]
    level: int
    level_name: str


@dataclass(frozen=True, slots=True)
class ScoreError:
    """One wrong place in a sheet: which scale, which item (0 for the scale as a whole), what is allowed."""

    dimension: str
    item: int
    message: str


class InvalidScores(ValueError):
    """The sheet cannot be scored; `errors` names each wrong item and its allowed values."""

    def __init__(self, errors: Sequence[ScoreError]):
        super().__init__("".join(error.message for error in errors))
        self.errors = tuple(errors)


def grade(dimension: Dimension, total: int) -> int:
    """First-level grade 0–3 of a total. Raises ValueError for a total that the scale cannot reach."""
    if not 0 <= total <= dimension.maximum:
        raise ValueError(f"{dimension.name}总分应在 0 到 {dimension.maximum} 之间，现为 {total}。")
    return dimension.grade_by_total[total]


def level(scale: Scale, adl: int, cog: int, per: int) -> int:
    """Level 0–5 from the three first-level grades (0–3 each): the worse of cognition and perception is the column."""
    if not all(0 <= found <= 3 for found in (adl, cog, per)):
        raise ValueError(f"一级指标等级应为 0 到 3，现为 {adl}、{cog}、{per}。")
    return scale.matrix[adl][max(cog, per)]


def validate(scores: Mapping[str, Any], scale: Scale) -> list[ScoreError]:
    """Every wrong place in a sheet, with the values that the standard has there; empty when it can be scored."""
    errors = [error for dimension in scale.dimensions for error in _dimension_errors(dimension, scores)]
    known = {dimension.key for dimension in scale.dimensions}
    errors += [ScoreError(str(key), 0, f"没有名为“{key}”的评估表。") for key in scores if key not in known]
    return errors


def _dimension_errors(dimension: Dimension, scores: Mapping[str, Any]) -> list[ScoreError]:
    given = scores.get(dimension.key)
    count = len(dimension.items)
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != count:
        found = len(given) if isinstance(given, Sequence) and not isinstance(given, str) else 0
        return [ScoreError(dimension.key, 0, f"{dimension.name}应填 {count} 项，现有 {found} 项。")]
    pairs = zip(dimension.items, given, strict=True)
    return [_item_error(dimension, item, value) for item, value in pairs if not _allowed(item, value)]


def _allowed(item: Item, value: Any) -> bool:
    return type(value) is int and value in item.scores


def _item_error(dimension: Dimension, item: Item, value: Any) -> ScoreError:
    allowed = "、".join(str(score) for score in item.scores)
    message = f"{dimension.name}第 {item.number} 项“{item.name}”只能填 {allowed}，现为 {value}。"
    return ScoreError(dimension.key, item.number, message)


def assess(scores: Mapping[str, Any], scale: Scale) -> Outcome:
    """Totals, grades and level of a sheet. Raises InvalidScores."""
    if errors := validate(scores, scale):
        raise InvalidScores(errors)
    adl, cog, per = (sum(scores[dimension.key]) for dimension in scale.dimensions)
    grades = tuple(grade(found, total) for found, total in zip(scale.dimensions, (adl, cog, per), strict=True))
    number = level(scale, *grades)
    return Outcome((adl, cog, per), (grades[0], grades[1], grades[2]), number, scale.level_name(number))


def levels_of(sheets: Iterable[Sequence[int]], scale: Scale) -> list[int]:
    """Levels of many valid sheets of 17 numbers each (ADL, cognition, perception in order).

    One table over all three totals is made once per version, so that a sheet costs one unpacking and one look-up;
    naming the 17 places is what makes it as fast as the bare sum, slices would take three times as long.
    Raises ValueError for a sheet of another length, IndexError for a total beyond the scale.
    """
    table = scale.level_by_totals
    return [
        table[a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10][c1 + c2 + c3 + c4][p1 + p2 + p3]
        for a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, c1, c2, c3, c4, p1, p2, p3 in sheets
    ]


def current(on: date | None = None) -> Scale:
    """The version in force on a day, or the newest one. Raises LookupError before the first."""
    found = [scale for scale in versions() if on is None or scale.from_day <= on]
    if not found:
        raise LookupError(f"{on} 之前没有评估标准。")
    return found[-1]


def by_version(version: str) -> Scale:
    """The version that an old conclusion names. Raises LookupError."""
    for scale in versions():
        if scale.version == version:
            return scale
    raise LookupError(f"没有版本为“{version}”的评估标准。")


@lru_cache(maxsize=1)
def versions() -> tuple[Scale, ...]:
    """All versions of the standard, oldest first, read once per process."""
    scales = [from_mapping(yamlfile.mapping(path)) for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(sorted(scales, key=lambda scale: scale.from_day))


def from_mapping(data: Mapping[str, Any]) -> Scale:
    """A scale out of its file; the tables over the totals are worked out here. Raises ValueError when totals gape."""
    dimensions = tuple(_dimension(fields) for fields in data["dimensions"])
    matrix = tuple(tuple(row) for row in data["matrix"])
    return Scale(
        version=data["version"],
        from_day=data["from"],
        standard=data["standard"],
        citation=data["citation"],
        dimensions=dimensions,
        matrix=matrix,
        levels=tuple(data["levels"][number] for number in sorted(data["levels"])),
        confirmed=data["matrix_confirmed"],
        note=data["matrix_note"],
        level_by_totals=_level_by_totals(dimensions, matrix),
    )


def _dimension(fields: Mapping[str, Any]) -> Dimension:
    grades = tuple(Grade(row["grade"], row["name"], row["min"], row["max"]) for row in fields["grades"])
    return Dimension(
        code=fields["code"],
        key=fields["key"],
        name=fields["name"],
        table=fields["table"],
        maximum=fields["max"],
        grades=grades,
        items=tuple(_item(row) for row in fields["items"]),
        grade_by_total=tuple(_grade_of(grades, total) for total in range(fields["max"] + 1)),
    )


def _item(fields: Mapping[str, Any]) -> Item:
    options = tuple(Option(score, text) for score, text in sorted(fields["options"].items()))
    return Item(fields["number"], fields["name"], options)


def _grade_of(grades: tuple[Grade, ...], total: int) -> int:
    """The grade that a total reaches: the best one whose lower end it meets.

    ADL scores are multiples of 5, so totals between the printed bands (41–44, 61–64) never occur; they get the
    grade below, so that the table has no gap.
    """
    return min(found.grade for found in grades if total >= found.low)


def _level_by_totals(
    dimensions: tuple[Dimension, ...], matrix: tuple[tuple[int, ...], ...]
) -> tuple[tuple[tuple[int, ...], ...], ...]:
    adl, cog, per = (found.grade_by_total for found in dimensions)
    return tuple(tuple(tuple(matrix[a][max(c, p)] for p in per) for c in cog) for a in adl)
