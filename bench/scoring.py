"""One million score sheets → levels, as a ratio to the bare loop that sums the same sheets. Limit: 2."""

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from policy import scales

SHEETS = 1_000_000
LIMIT = 2.0
ROUNDS = 5


def sheets(count: int, seed: int = 37) -> list[tuple[int, ...]]:
    """Random sheets of 17 scores, each from its item's own options."""
    chance = random.Random(seed)
    allowed = [item.scores for dimension in scales.current().dimensions for item in dimension.items]
    return list(zip(*(chance.choices(scores, k=count) for scores in allowed), strict=True))


def bare_loop(rows: list[tuple[int, ...]]) -> list[int]:
    """The sum of each sheet's 17 numbers and nothing done with it."""
    return [sum(row) for row in rows]


def seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> int:
    scale = scales.current()
    rows = sheets(SHEETS)
    # Both are measured in turn and the best of each counts, so that a busy machine does not tilt the ratio.
    pairs = [(seconds(lambda: bare_loop(rows)), seconds(lambda: scales.levels_of(rows, scale))) for _ in range(ROUNDS)]
    bare, ours = (min(column) for column in zip(*pairs, strict=True))
    ratio = ours / bare
    print(f"scoring: {SHEETS:,} sheets, sums {bare:.3f} s, levels {ours:.3f} s, ratio {ratio:.2f} (limit {LIMIT})")
    return 0 if ratio <= LIMIT else 1


if __name__ == "__main__":
    raise SystemExit(main())
