"""The tables by which a page shows totals, grades and level while a sheet is filled; the act counts again by itself."""

from typing import Any

from policy.scales import Dimension, Scale, level


def score_tables(scale: Scale) -> dict[str, Any]:
    """Return what `static/js/scores.js` looks up: grades by total, the level by three grades."""
    return {
        "dimensions": [_dimension(dimension) for dimension in scale.dimensions],
        "level_by_grades": _levels_by_grades(scale),
        "levels": list(scale.levels),
    }


def _dimension(dimension: Dimension) -> dict[str, Any]:
    return {
        "key": dimension.key,
        "items": len(dimension.items),
        "grade_by_total": list(dimension.grade_by_total),
        "grades": [grade.name for grade in sorted(dimension.grades, key=lambda grade: grade.grade)],
    }


def _levels_by_grades(scale: Scale) -> list[list[list[int]]]:
    first, second, third = (range(len(dimension.grades)) for dimension in scale.dimensions)
    return [[[level(scale, one, two, three) for three in third] for two in second] for one in first]
