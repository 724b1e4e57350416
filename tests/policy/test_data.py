"""Our own packs are sound, complete and honest about what nobody has written."""

from collections import Counter

import pytest

from policy import packs
from policy.areas import NATIONAL
from policy.checking import codes

ALL = [line for pack in packs.read(packs.ROOT)[0].areas.values() for found in pack.values() for line in found]


def test_our_packs_have_no_fault() -> None:
    assert packs.read(packs.ROOT)[1] == []


def test_every_key_has_a_national_line() -> None:
    current = packs.current()

    assert set(current.areas[NATIONAL]) == set(current.catalogue.keys)


def test_all_five_regions_have_a_pack() -> None:
    assert set(packs.current().areas) == {NATIONAL, "650000", "650100", "640000", "230000", "120000"}


@pytest.mark.parametrize(
    "line", [line for line in ALL if line.basis == "assumed"], ids=lambda line: f"{line.area}-{line.key}"
)
def test_what_is_assumed_says_why(line: packs.Line) -> None:
    assert len(line.note) >= 5


def test_drafts_are_cited_as_drafts() -> None:
    texts = packs.current().catalogue.texts
    drafts = [name for name, text in texts.items() if text.status == "征求意见稿"]

    assert len(drafts) == 3
    assert all("征求意见稿" in name for name in drafts)


def test_tianjins_notice_never_outlives_itself() -> None:
    cited = [line for line in ALL if line.citation.startswith("天津市医保局2024年12月6日通知")]

    assert len(cited) > 10
    assert {(str(line.from_day), str(line.until)) for line in cited} == {("2024-12-06", "2029-12-05")}


def test_every_word_group_is_used() -> None:
    catalogue = packs.current().catalogue
    used = {spec.words for spec in catalogue.keys.values()} | {"names", "areas", "limits"}

    assert set(catalogue.words) - used == set()


def test_no_key_is_declared_under_two_labels_of_one_chapter() -> None:
    specs = packs.current().catalogue.keys.values()
    twice = [label for label, count in Counter((spec.chapter, spec.label) for spec in specs).items() if count > 1]

    assert twice == []


def test_codes_are_found_in_lists_maps_and_grounds() -> None:
    assert codes([{"ground": "other", "article": "x"}, "body"]) == ["other", "body"]
    assert codes({"id_document": ["a"]}) == ["id_document"]
