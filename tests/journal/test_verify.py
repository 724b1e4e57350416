"""`journal verify` finds what was altered, removed or put in another order, even by the owner of the table."""

from collections.abc import Callable

import pytest
from django.core.management import call_command

from workflow import journal
from workflow.models import JournalEntry

pytestmark = pytest.mark.requirement("G3")
Sql = Callable[..., None]
COLUMNS = {
    "reason": "'another reason'",
    "actor_name": "'somebody else'",
    "actor_id": "1",
    "at": "at + interval '1 day'",
    "new_state": "'refused'",
    "citation": "''",
    "changed": "'{}'::jsonb",
    "matter": "gen_random_uuid()",
    "post": "'supervisor'",
    "recorded_at": "recorded_at + interval '1 microsecond'",
}


def breaks() -> list[tuple[str, int]]:
    return [(found.area_code, found.seq) for found in journal.verify()]


def test_untouched_chains_hold(chain: list[JournalEntry]) -> None:
    assert [entry.seq for entry in chain] == [1, 2, 3]
    assert breaks() == []


@pytest.mark.parametrize("column", COLUMNS)
def test_an_altered_entry_is_found(chain: list[JournalEntry], as_owner: Sql, column: str) -> None:
    as_owner(f"UPDATE workflow_journalentry SET {column} = {COLUMNS[column]} WHERE id = %s", chain[1].pk)
    assert breaks() == [("659001", 2)]


def test_an_altered_entry_whose_hash_was_made_to_fit_breaks_the_next_link(
    chain: list[JournalEntry], as_owner: Sql
) -> None:
    forged = chain[1]
    forged.actor_name = "somebody else"
    as_owner(
        "UPDATE workflow_journalentry SET actor_name = %s, hash = %s WHERE id = %s",
        forged.actor_name,
        journal.digest(forged),
        forged.pk,
    )
    assert breaks() == [("659001", 3)]


@pytest.mark.parametrize(("removed", "seq"), [(0, 1), (1, 2), (2, 3)], ids=["the first", "one between", "the last"])
def test_a_removed_entry_is_found(chain: list[JournalEntry], as_owner: Sql, removed: int, seq: int) -> None:
    as_owner("DELETE FROM workflow_journalentry WHERE id = %s", chain[removed].pk)
    assert breaks() == [("659001", seq)]


def test_a_whole_chain_that_was_removed_is_found(chain: list[JournalEntry], as_owner: Sql) -> None:
    as_owner("DELETE FROM workflow_journalentry WHERE area_code = '659001'")
    assert breaks() == [("659001", 1)]


def test_two_entries_in_another_order_are_found(chain: list[JournalEntry], as_owner: Sql) -> None:
    second, third = chain[1].pk, chain[2].pk
    as_owner("UPDATE workflow_journalentry SET seq = 99 WHERE id = %s", second)
    as_owner("UPDATE workflow_journalentry SET seq = 2 WHERE id = %s", third)
    as_owner("UPDATE workflow_journalentry SET seq = 3 WHERE id = %s", second)
    assert breaks() == [("659001", 2)]


def test_an_entry_moved_to_another_areas_chain_is_found_in_both(chain: list[JournalEntry], as_owner: Sql) -> None:
    as_owner("UPDATE workflow_journalentry SET area_code = '640100', seq = 2 WHERE id = %s", chain[2].pk)
    assert breaks() == [("640100", 2), ("659001", 3)]


def test_a_removed_head_is_found(chain: list[JournalEntry], as_owner: Sql) -> None:
    as_owner("DELETE FROM workflow_journalhead WHERE area_code = '659001'")
    assert breaks() == [("659001", 4)]


def test_the_command_names_area_entry_and_reason_and_fails(
    chain: list[JournalEntry], as_owner: Sql, capsys: pytest.CaptureFixture[str]
) -> None:
    as_owner("DELETE FROM workflow_journalentry WHERE id = %s", chain[1].pk)

    with pytest.raises(SystemExit) as ended:
        call_command("journal", "verify")

    assert ended.value.code == 1
    assert "统筹区 659001 第 2 条：第 2 条缺失" in capsys.readouterr().err
