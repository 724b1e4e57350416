"""A service record that was claimed is corrected no more and claimed once; a batch sent back sets it free. C5, F1."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from care.models import ServiceRecord
from settlement.intake import taking
from settlement.models import ClaimBatch
from tests.scene import at
from tests.settlement.claims import HEAD, Town
from workflow import acts
from workflow.refusal import Refusal

pytestmark = pytest.mark.django_db
BACK = {"reason": "清单不符", "to": "sender"}


def recorded(town: Town, person: Any, key: str = "R1") -> ServiceRecord:
    begun = at("2026-03-02T09:00")
    carer = town.staff[person.benefit.provider_id][0]
    return ServiceRecord.objects.create(
        benefit=person.benefit, provider_id=person.benefit.provider_id, carer=carer, mode="home", served_on=begun.date(),
        started_at=begun, ended_at=begun + timedelta(hours=1), place="home", identity="card", source="phone",
        client_key=key, recorded_at=town.now, recorded_by=town.user("provider_manager"), codes=["A01"], names=["助浴"],
        times=[1], prices_fen=[6000],
    )  # fmt: skip


def sent(town: Town, *rows: str) -> Any:
    return town.send(*rows, head=f"{HEAD},服务记录号")


def corrected(town: Town, record: ServiceRecord) -> None:
    acts.perform(
        "care.correct_service", case=record.benefit, by=town.by("provider_manager"), now=town.now, record=record,
        reason="登记错误", strike=True,
    )  # fmt: skip


@pytest.mark.requirement("C5")
@pytest.mark.requirement("F1")
def test_a_claimed_record_is_neither_corrected_nor_claimed_again_until_the_batch_is_sent_back() -> None:
    town = Town()
    person = town.person()
    record = recorded(town, person)
    row = f"{town.row(person, 2)},R1"

    intake = sent(town, row)

    batch = ClaimBatch.objects.get(pk=intake.batch_id)
    record.refresh_from_db()
    assert (record.claim, record.claimed_at is not None) == (batch.pk, True)
    with pytest.raises(Refusal) as refused:
        corrected(town, record)
    assert refused.value.code == "closed_period"
    batch = town.act("return_batch", batch, "first_reviewer", **BACK)
    record.refresh_from_db()
    assert record.claim is None and record.claimed_at is None
    assert sent(town, row).state == "taken"
    record.refresh_from_db()
    assert record.claim not in (None, batch.pk)


@pytest.mark.requirement("F1")
def test_a_record_claimed_in_a_paid_batch_is_not_claimed_in_the_next() -> None:
    town = Town()
    person = town.person()
    recorded(town, person)
    row = f"{town.row(person, 2)},R1"
    town.paid(ClaimBatch.objects.get(pk=sent(town, row).batch_id))
    again = sent(town, row)
    assert (again.state, again.errors[0]["column"]) == ("faulty", "服务记录号")


@pytest.mark.requirement("C5")
def test_a_record_struck_out_while_it_is_checked_sends_the_file_back(monkeypatch: pytest.MonkeyPatch) -> None:
    town = Town()
    person = town.person()
    record = recorded(town, person)
    take = taking.take

    def meanwhile(*given: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE care_servicerecord SET state = 'struck' WHERE id = %s", [record.pk])
        return take(*given)

    monkeypatch.setattr(taking, "take", meanwhile)
    intake = sent(town, f"{town.row(person, 2)},R1")
    assert intake.state == "faulty" and "重新上传" in intake.errors[0]["message"]
    assert not ClaimBatch.objects.exists()
