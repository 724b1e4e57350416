"""Score sheets of the 37号 scales that come to a wanted level."""

import random
from collections.abc import Collection

from policy import scales

Scores = dict[str, list[int]]
# How far towards independence each item is drawn: 0 dependent, 1 independent.
LEANINGS = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95)
TRIES = 5000


def sheet(levels: Collection[int], rng: random.Random) -> Scores:
    """A sheet whose level is one of `levels`. Raises LookupError where the matrix gives none of them."""
    scale = scales.current()
    for _ in range(TRIES):
        leaning, mind = rng.choice(LEANINGS), rng.choice(LEANINGS)
        scores = {
            dimension.key: [_draw(item, leaning if number == 0 else mind, rng) for item in dimension.items]
            for number, dimension in enumerate(scale.dimensions)
        }
        if scales.assess(scores, scale).level in levels:
            return scores
    raise LookupError(f"评估标准得不出等级 {sorted(levels)}")


def _draw(item: scales.Item, leaning: float, rng: random.Random) -> int:
    place = leaning + rng.uniform(-0.3, 0.3)
    return item.scores[min(max(round(place * (len(item.scores) - 1)), 0), len(item.scores) - 1)]
