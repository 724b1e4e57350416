"""A policy folder of a test's own: a copy of ours to which a fault is added."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policy import packs
from policy.checking import Problem

GOOD = """\
applications.material_review:
  - value: 5
    unit: working_days
    citation: 新疆经办规程（征求意见稿）第七条
    basis: stated
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Our keys, words, texts and national base, and no areas."""
    root = tmp_path / "policy"
    shutil.copytree(packs.ROOT / "data" / "national", root / "data" / "national")
    for name in ("keys.yaml", "words.yaml", "texts.yaml"):
        shutil.copy(packs.ROOT / name, root / name)
    return root


@pytest.fixture
def problems_of(folder: Path) -> Callable[..., list[Problem]]:
    """What the check says about one area file with this content."""

    def read(content: str, area: str = "650000") -> list[Problem]:
        path = folder / "data" / "areas" / area / "applications.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(content, encoding="utf-8")
        return packs.read(folder)[1]

    return read
