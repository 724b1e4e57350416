"""Names of fictitious people, as each people has them."""

import random
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from policy import yamlfile

YOUNGER_FROM = 1970
DOT = "·"


@cache
def pools() -> Mapping[str, Any]:
    """`names.yaml`, read once per process."""
    return yamlfile.mapping(Path(__file__).parent / "names.yaml")


def name_of(ethnicity: str, sex: str, born: int, rng: random.Random) -> str:
    """A name by ethnicity, sex ("male", "female") and year of birth."""
    pool = pools()[ethnicity]
    if pool["compose"] == "father":
        own = rng.choice(pool[sex])
        return str(own + DOT + rng.choice([name for name in pool["male"] if name != own]))
    if pool["compose"] == "given":
        return str(rng.choice(pool[sex]))
    surname = rng.choice(pool["surnames"])
    given = pool["dotted"] if surname.endswith(DOT) else pool["younger" if born >= YOUNGER_FROM else "elder"]
    return str(surname + rng.choice(given[sex]))


def ethnicity_of(shares: Mapping[str, int], rng: random.Random) -> str:
    """One ethnicity by its share of the region."""
    return rng.choices(list(shares), weights=list(shares.values()))[0]
