"""Issuing: one row in the act's transaction with number, frozen facts, versions and code."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from documents import issue, issuing, superseding
from documents.models import Letter
from documents.pages import FactsChanged, facts_of
from tests.documents import samples
from tests.documents.conftest import CLERK, NOW, a_case, issue_one


@pytest.mark.django_db
@pytest.mark.requirement("X7")
@pytest.mark.parametrize("kind", sorted(samples.ALL))
def test_every_letter_can_be_issued(kind: str) -> None:
    letter = issue_one(kind)
    assert facts_of(letter) == samples.ALL[kind]
    assert (letter.serial, letter.year, letter.issued_by_name) == (1, 2026, "李岗")
    assert letter.template_version and letter.policy_version and len(letter.verify_code) == 16
    assert not letter.printed


@pytest.mark.django_db
def test_the_number_is_word_year_and_serial() -> None:
    numbers = [issue_one("acceptance_notice").number for _ in range(2)]
    assert numbers == ["乌医保长护受〔2026〕1号", "乌医保长护受〔2026〕2号"]


@pytest.mark.django_db
def test_the_year_of_a_number_is_the_year_in_china() -> None:
    letter = issue_one("acceptance_notice", now=datetime(2026, 12, 31, 16, 30, tzinfo=UTC))
    assert letter.number == "乌医保长护受〔2027〕1号"


@pytest.mark.django_db
def test_offices_letters_and_years_count_apart() -> None:
    other = samples.renamed(samples.ACCEPTANCE, issuer=samples.BODY)
    letters = [issue_one("acceptance_notice"), issue_one("acceptance_notice", other), issue_one("refusal_notice")]
    assert [letter.serial for letter in letters] == [1, 1, 1]


@pytest.mark.django_db
def test_facts_of_another_letter_are_refused() -> None:
    with pytest.raises(TypeError, match="RefusalFacts"):
        issue_one("refusal_notice", samples.ACCEPTANCE)
    assert not Letter.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_letter_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        issue(letter="refusal_notice", case=a_case(), facts=samples.REFUSAL, by=CLERK, now=NOW)


@pytest.mark.django_db
def test_the_person_appears_masked_beside_the_letter() -> None:
    letter = issue_one("conclusion")
    assert letter.addressee_masked.startswith("张")
    assert "桂" not in letter.addressee_masked


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["number", "verify_code", "facts_seal", "area_code", "issued_by_name"])
def test_an_issued_letter_cannot_be_changed(column: str) -> None:
    letter = issue_one("conclusion")
    with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**{column: "别的"})


@pytest.mark.django_db
def test_an_issued_letter_cannot_be_deleted() -> None:
    letter = issue_one("conclusion")
    with pytest.raises(DatabaseError, match=r"Cannot (update|delete)"), transaction.atomic():
        letter.delete()


@pytest.mark.django_db
def test_changed_facts_are_noticed() -> None:
    letter = issue_one("conclusion")
    Letter.objects.filter(pk=letter.pk).update(facts=letter.facts.replace("重度失能Ⅱ级", "重度失能Ⅲ级"))
    with pytest.raises(FactsChanged):
        facts_of(Letter.objects.get(pk=letter.pk))


@pytest.mark.django_db
@pytest.mark.requirement("X6")
def test_a_review_conclusion_takes_the_place_of_the_first_once() -> None:
    first, second, third = issue_one("conclusion"), issue_one("review_conclusion"), issue_one("review_conclusion")
    superseding.supersede(first, by_letter=second)
    with pytest.raises(ValueError, match="already"):
        superseding.supersede(first, by_letter=third)
    assert Letter.objects.get(pk=first.pk).superseded_by == second


@pytest.mark.django_db
def test_the_pdf_is_asked_for_only_after_commit(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        letter = issue(letter="refusal_notice", case=a_case(), facts=samples.REFUSAL, by=CLERK, now=NOW)
        assert not Letter.objects.get(pk=letter.pk).printed
    assert len(callbacks) == 1
    assert Letter.objects.get(pk=letter.pk).printed


@pytest.mark.django_db
def test_an_absent_broker_does_not_break_the_act(
    django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(*_: object) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("documents.tasks.render.delay", absent)
    with django_capture_on_commit_callbacks(execute=True):
        letter = issue(letter="refusal_notice", case=a_case(), facts=samples.REFUSAL, by=CLERK, now=NOW)
    assert list(Letter.objects.unprinted()) == [letter]


@pytest.mark.django_db
def test_a_rehearsal_issues_rows_only(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks, issuing.rows_only():
        issue(letter="refusal_notice", case=a_case(), facts=samples.REFUSAL, by=CLERK, now=NOW)
    assert callbacks == []
