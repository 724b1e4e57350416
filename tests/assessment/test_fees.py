"""Urumqi's fee: 300 yuan in advance; the fund bears what passed or changed, the person the rest. A18."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import Appointment
from assessment.fees import borne_by_fund
from assessment.models import Fee, FeeEntry
from documents.freezing import thaw
from documents.issuing import rows_only
from tests.pages.desk import sign_in
from tests.scene import MILD, Scene, at
from workflow.refusal import Refusal
from workflow.tasks import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("A18")]
PAID = {"amount": Decimal("300.00"), "method": "mobile", "payer": "陈镕堃"}
BACK = {"method": "transfer", "payee": "陈镕堃"}


@pytest.fixture(autouse=True)
def letters_without_print() -> Iterator[None]:
    with rows_only():
        yield


def code_of(scene: Scene, name: str, by: str, /, **inputs: Any) -> str:
    with pytest.raises(Refusal) as refused:
        scene.act(name, by, **inputs)
    return str(refused.value.code)


def paid(scores: Any = None) -> Scene:
    """A matter of Urumqi whose fee was paid in at the counter, concluded with these scores."""
    scene = Scene("URU")
    scene.assigned(route="committee")
    scene.act("assessment.collect_fee", "intake_clerk", **PAID)
    scene.act("assessment.record_visit", "assessor_1", **scene.visit(**({"scores": scores} if scores else {})))
    scene.act("assessment.refer", "body_manager")
    scene.act("assessment.propose", "committee_secretary")
    scene.act("assessment.confirm", "committee_expert_1")
    scene.act("assessment.confirm", "committee_expert_2")
    return scene


def fee_of(scene: Scene) -> Fee:
    return Fee.objects.get(assessment=scene.assessment)


def concluded(scene: Scene) -> Scene:
    notice = scene.act("assessment.publish", "dispatcher").case.notices.get()
    scene.now = at(str(notice.closes_on + timedelta(days=1)), 0, 30)
    sweep(scene.now, matter=scene.application.matter)
    scene.refresh()
    scene.act("assessment.conclude", "committee_secretary")
    return scene


def test_the_fee_of_the_text_is_due_from_the_dispatch_on() -> None:
    scene = Scene("URU")
    scene.assigned(route="committee")

    fee = fee_of(scene)
    assert (fee.amount, fee.state, fee.bearer) == (Decimal("300.00"), "due", "")
    assert "第二十二条" in fee.citation


@pytest.mark.parametrize("area", ["XJ", "NX", "HLJ", "TJ"])
def test_elsewhere_nothing_is_taken_from_the_person(area: str) -> None:
    scene = Scene(area)
    scene.assigned()

    assert not Fee.objects.exists()
    assert code_of(scene, "assessment.collect_fee", "intake_clerk", **PAID) == "not_provided_for"


def test_it_is_taken_once_exactly_with_a_receipt() -> None:
    scene = Scene("URU")
    scene.assigned(route="committee")
    for wrong in ({"amount": Decimal("299.99")}, {"method": "barter"}, {"payer": " "}):
        assert code_of(scene, "assessment.collect_fee", "intake_clerk", **PAID | wrong) == "invalid_input"

    done = scene.act("assessment.collect_fee", "committee_secretary", **PAID)

    receipt = done.letters[0]
    assert (receipt.kind, FeeEntry.objects.get().receipt) == ("fee_receipt", receipt.number)
    facts = thaw(receipt.letter_type.facts_class, receipt.facts)
    assert facts.amount == "300.00"
    assert "初评通过" in facts.note and "复评等级不变" in facts.note
    assert code_of(scene, "assessment.collect_fee", "intake_clerk", **PAID) == "wrong_state"
    assert fee_of(scene).balance == Decimal("300.00")


def test_passed_the_fund_bears_it_and_the_person_gets_it_back_from_somebody_else() -> None:
    scene = concluded(paid())
    fee = fee_of(scene)
    assert (fee.bearer, fee.state) == ("fund", "refund_due")

    clerk = scene.user("intake_clerk")
    Appointment.objects.create(
        user=clerk, post="supervisor", organisation=scene.stage.agency, starts_on=scene.now.date()
    )
    assert code_of(scene, "assessment.refund_fee", "intake_clerk", **BACK) == "same_person"
    scene.act("assessment.refund_fee", "committee_secretary", **BACK)

    fee = fee_of(scene)
    assert (fee.state, fee.balance) == ("refunded", Decimal(0))
    assert code_of(scene, "assessment.refund_fee", "committee_secretary", **BACK) == "wrong_state"
    day = scene.now.date()
    assert list(borne_by_fund(day, day, [scene.stage.agency])) == [fee]


def test_failed_the_person_bears_it() -> None:
    scene = paid(MILD)
    scene.act("assessment.conclude", "committee_secretary")

    assert (fee_of(scene).bearer, fee_of(scene).state) == ("person", "settled")
    assert code_of(scene, "assessment.refund_fee", "supervisor", **BACK) == "wrong_state"


@pytest.mark.parametrize(("scores", "bearer", "state"), [(None, "person", "settled"), (MILD, "fund", "refund_due")])
def test_a_review_on_request_costs_the_person_unless_the_level_changes(scores: Any, bearer: str, state: str) -> None:
    scene = Scene("URU")
    scene.on_notice()
    scene.act("assessment.request_review", "applicant", reason="等级偏低")
    scene.act("assessment.dispatch", "dispatcher", body=scene.stage.bodies["body_2"])
    scene.act("assessment.collect_fee", "intake_clerk", **PAID)
    named = scene.visit(assessors=["assessor_11", "expert_11"], **({"scores": scores} if scores else {}))
    scene.act("assessment.record_visit", "assessor_11", **named)
    scene.act("assessment.refer", "body_manager_11")
    scene.act("assessment.propose", "committee_secretary")
    scene.act("assessment.confirm", "committee_expert_11")
    scene.act("assessment.confirm", "committee_expert_12")
    done = scene.act("assessment.conclude", "committee_secretary")

    assert (fee_of(scene).bearer, fee_of(scene).state) == (bearer, state)
    letter = done.letters[0]
    label = {"fund": "长期护理保险基金", "person": "个人"}[bearer]
    assert thaw(letter.letter_type.facts_class, letter.facts).fee_bearer == label


def test_what_is_ended_before_the_visit_costs_nothing() -> None:
    scene = Scene("URU")
    scene.assigned(route="committee")
    scene.act("assessment.collect_fee", "intake_clerk", **PAID)

    scene.act("assessment.cancel", "supervisor", reason="参保人死亡")

    assert fee_of(scene).state == "refund_due"
    scene.act("assessment.refund_fee", "supervisor", **BACK)
    assert fee_of(scene).balance == Decimal(0)


def test_entries_are_neither_changed_nor_doubled() -> None:
    scene = paid()
    entry = FeeEntry.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        FeeEntry.objects.filter(pk=entry.pk).update(amount=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.pk = None
        entry.save(force_insert=True)
    assert fee_of(scene).balance == Decimal("300.00")


def test_the_day_book_sums_what_was_taken_and_shows_what_is_due(settings: Any) -> None:
    settings.LTCI_REQUIRE_TOTP = False
    scene = concluded(paid())
    with time_machine.travel(scene.now, tick=False):
        page = sign_in(scene.user("intake_clerk")).get(reverse("assessment:fees")).content.decode()
        other = sign_in(Scene("TJ").user("intake_clerk")).get(reverse("assessment:fees")).content.decode()

    assert "300.00" in page and "待退费" in page and scene.stage.person.name in page
    assert scene.stage.person.name not in other
