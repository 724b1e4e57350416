"""Every scenario of `scenarios/` holds: the regions' differences and the refusals, told day by day."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.rehearsing import SCENARIOS, rehearse, rows_of_all_tables

pytestmark = pytest.mark.django_db
# What these acts can give; a scenario shows each. A stale page needs two people at two screens: see test_together.py.
CODES = frozenset(
    [
        "not_permitted",
        "same_person",
        "wrong_state",
        "not_provided_for",
        "missing_materials",
        "ground_applies",
        "too_late",
        "too_early",
        "too_few_assessors",
        "no_expert",
        "no_guardian",
        "missing_evidence",
        "recusal",
        "not_qualified",
        "no_agreement",
        "already_confirmed",
        "notice_running",
        "panel_invalid",
        "already_extended",
        "invalid_input",
        "not_confirmed",
        "outside_catalogue_without_consent",
        "closed_period",
    ]
)


@pytest.mark.requirement("G3")
@pytest.mark.requirement("T1")
@pytest.mark.requirement("A2")
@pytest.mark.requirement("A3")
@pytest.mark.requirement("A4")
@pytest.mark.requirement("A5")
@pytest.mark.requirement("A6")
@pytest.mark.requirement("A7")
@pytest.mark.requirement("A8")
@pytest.mark.requirement("A9")
@pytest.mark.requirement("A10")
@pytest.mark.requirement("A11")
@pytest.mark.requirement("A12")
@pytest.mark.requirement("A13")
@pytest.mark.requirement("A14")
@pytest.mark.requirement("A16")
@pytest.mark.requirement("A17")
@pytest.mark.requirement("A18")
@pytest.mark.requirement("A19")
@pytest.mark.requirement("A20")
@pytest.mark.requirement("C1")
@pytest.mark.requirement("C2")
@pytest.mark.requirement("D1")
@pytest.mark.requirement("D2")
@pytest.mark.requirement("D3")
@pytest.mark.requirement("D4")
@pytest.mark.requirement("D5")
@pytest.mark.requirement("D6")
@pytest.mark.requirement("D7")
@pytest.mark.requirement("D8")
@pytest.mark.requirement("D9")
@pytest.mark.requirement("T2")
@pytest.mark.requirement("T3")
@pytest.mark.requirement("C3")
@pytest.mark.requirement("C4")
@pytest.mark.requirement("C5")
@pytest.mark.requirement("C6")
@pytest.mark.requirement("C7")
@pytest.mark.requirement("C8")
@pytest.mark.requirement("C9")
@pytest.mark.parametrize("file", SCENARIOS, ids=lambda path: path.stem)
def test_the_scenario_holds(file: Path) -> None:
    rehearsed = rehearse(file)

    assert rehearsed.code == 0, rehearsed.out + rehearsed.err
    assert "✗" not in rehearsed.out


def test_there_are_scenarios_for_every_refusal_of_these_acts() -> None:
    shown = {code for path in SCENARIOS for code in re.findall(r"refused: (\w+)", path.read_text(encoding="utf-8"))}
    assert shown == CODES


@pytest.mark.requirement("G1")
def test_there_are_scenarios_of_every_region() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SCENARIOS)
    assert {code[:2] for code in re.findall(r'area: "(\d{6})"', text)} == {"65", "64", "23", "12"}
    assert {'"650100"', '"659001"'} <= set(re.findall(r"area: (\S+)", text))


def test_a_rehearsal_leaves_no_row_behind() -> None:
    files = [path for path in SCENARIOS if path.stem.startswith(("a04", "a10", "g3"))]
    before = rows_of_all_tables()

    assert rehearse(*files).code == 0
    assert rows_of_all_tables() == before


def as_told(step: dict[str, Any]) -> tuple[str, str, str, str]:
    """What the line of the text has of a step: when, who, which act, with which code it was refused."""
    moment = datetime.fromisoformat(step["on"])
    return f"{moment:%Y-%m-%d %H:%M}", step["by"] or "系统时钟", step["act"], step["refused"] or ""


def test_json_says_the_same_as_the_text() -> None:
    file = next(path for path in SCENARIOS if path.stem == "a04-lapse-and-not-brought")
    text, read = rehearse(file).out, json.loads(rehearse(file, json=True).out)

    assert [row["matter"] for row in read] == re.findall(r"^\S+\.yaml · (.+)（\d{6}）$", text, re.M)
    assert all(row["holds"] and row["file"].endswith(file.name) for row in read)
    steps = [step for row in read for step in row["steps"]]
    told = re.findall(r"^  ✓ (\S+ \S+) (\S+) (\S+?)(?: 拒绝 (\w+)：.*)?$", text, re.M)
    assert [as_told(step) for step in steps] == told
    assert [step["refused"] for step in steps].count("too_late") == 1
    assert all(step["message"] for step in steps if step["refused"])
