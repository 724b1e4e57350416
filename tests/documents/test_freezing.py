"""Facts survive being stored, and nothing else gets in."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from documents.facts import PersonLetterFacts
from documents.freezing import freeze, thaw
from documents.kinds import LETTERS
from tests.documents import samples


@pytest.mark.parametrize("kind", sorted(samples.ALL))
def test_facts_come_back_as_they_were_frozen(kind: str) -> None:
    facts = samples.ALL[kind]
    assert thaw(LETTERS[kind].facts_class, freeze(facts)) == facts


def test_every_letter_has_a_sample() -> None:
    assert set(samples.ALL) == set(LETTERS)


def test_the_same_facts_give_the_same_text() -> None:
    assert freeze(replace(samples.CONCLUSION)) == freeze(samples.CONCLUSION)


def test_a_moment_cannot_be_frozen() -> None:
    @dataclass(frozen=True)
    class Odd:
        at: datetime

    with pytest.raises(TypeError, match="datetime"):
        freeze(Odd(at=datetime(2026, 1, 1)))


def test_unknown_names_in_stored_facts_are_refused() -> None:
    text = json.dumps({**json.loads(freeze(samples.REFUSAL)), "surprise": 1})
    with pytest.raises(ValueError, match="surprise"):
        thaw(type(samples.REFUSAL), text)


def test_a_value_of_another_type_is_refused() -> None:
    text = json.dumps({**json.loads(freeze(samples.CONCLUSION)), "level": "四"})
    with pytest.raises(ValueError, match="expected int"):
        thaw(type(samples.CONCLUSION), text)


def test_a_letter_to_the_person_names_no_agent() -> None:
    to_self = samples.renamed(samples.ACCEPTANCE, addressee_name="张桂兰")
    assert isinstance(to_self, PersonLetterFacts)
    assert not to_self.goes_to_another
    assert samples.ACCEPTANCE.goes_to_another


def test_the_box_for_other_is_ticked_by_the_word_or_by_a_text() -> None:
    assert samples.renamed(samples.APPLICATION_FORM, insurance_kinds=("其他",)).other_insurance
    assert samples.renamed(samples.APPLICATION_FORM, carer_other="邻居").other_carer
    assert not samples.APPLICATION_FORM.other_insurance
