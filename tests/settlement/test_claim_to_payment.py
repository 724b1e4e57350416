"""From the provider's file to the payment: three people, every fen explained, books that balance. F1–F5."""

from datetime import date

import pytest
import time_machine

from accounts.actors import Actor
from accounts.models import Appointment
from documents.models import Letter
from providers.models import PracticeBan
from settlement.books import balances
from settlement.models import ClaimLine, Finding, Payment, SettledLine
from tests.settlement.claims import MONTH, Town
from workflow import acts
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture(autouse=True)
def april(town: Town):  # type: ignore[no-untyped-def]
    with time_machine.travel(town.now, tick=False):
        yield


@pytest.mark.requirement("F1")
@pytest.mark.requirement("F3")
def test_a_month_from_the_file_to_the_payment(town: Town) -> None:
    person = town.person()
    rows = [town.row(person, day) for day in range(1, 11)]

    batch = town.screened(*rows)

    assert (batch.state, batch.line_count, batch.claimed_fen) == ("screened", 10, 60000)
    assert Finding.objects.exclude(kind="notice").count() == 0

    batch = town.paid(batch)

    assert (batch.state, batch.fund_fen, batch.own_fen, batch.paid_fen) == ("paid", 45000, 15000, 45000)
    payment = Payment.objects.get(batch=batch)
    assert (payment.amount_fen, payment.state) == (45000, "instructed")
    letter = Letter.objects.get(case_id=batch.pk)
    assert letter.kind == "settlement_statement" and letter.number.startswith("津长护长护结〔2026〕")
    assert balances(town.agency, date(2026, 12, 31)) == {"care": 45000, "payable": 0, "fiscal": -45000}


@pytest.mark.requirement("F2")
@pytest.mark.requirement("D7")
@pytest.mark.requirement("S4")
@pytest.mark.parametrize(("scope", "found"), [("practise", 5), ("payment", 5), ("manage", 0)])
def test_what_a_banned_carer_did_in_that_time_is_not_paid(town: Town, scope: str, found: int) -> None:
    carer = town.staff[town.providers[0].pk][0]
    PracticeBan.objects.create(
        id_index=carer.id_index, name=carer.name, scope=scope, starts_on=date(2026, 3, 6), ends_on=date(2026, 6, 5),
        reason="处理决定〔2026〕1号", entered_by=town.user("agreement_officer"), entered_at=town.now,
    )  # fmt: skip
    person = town.person()

    batch = town.screened(*(town.row(person, day) for day in range(1, 11)))

    assert Finding.objects.filter(rule="carer_banned").count() == found
    assert town.reviewed(batch).refused_fen == found * 6000


@pytest.mark.requirement("F4")
def test_what_is_above_the_limit_of_the_month_is_the_persons(town: Town) -> None:
    """天津: at home at most 2100 yuan a month, of which the fund pays 75 %."""
    person = town.person()
    rows = [row for day in range(1, 25) for row in (town.row(person, day), town.row(person, day, "15:00", "16:00", 1))]

    batch = town.reviewed(town.screened(*rows))

    assert batch.claimed_fen == 24 * 9000
    assert (batch.over_cap_fen, batch.own_fen, batch.fund_fen) == (216000 - 210000, 52500, 157500)
    last = SettledLine.objects.of(batch).order_by("-basis__used").first()
    assert last is not None and (last.basis["used"], last.basis["limit"], last.over_cap_fen) == (213000, 210000, 3000)


@pytest.mark.requirement("F1")
def test_a_file_with_faults_is_told_row_by_row_and_nothing_is_taken(town: Town) -> None:
    person = town.person()
    stranger = town.person()
    stranger.benefit.periods.all().delete()
    good = town.row(person, 2)

    intake = town.send(
        good,
        town.row(person, 3, amount="59.99"),
        town.row(person, 4, price="-60.00", amount="-60.00"),
        town.row(person, 5, price="0.001", amount="0.001"),
        town.row(person, 6, price="1e9", amount="1e9"),
        town.row(person, 7, price="¥60.00", amount="¥60.00"),
        town.row(person, 8, start="10:00", end="09:00"),
        town.row(person, 9, on="2026-02-28"),
        town.row(stranger, 10),
        town.row(person, 11, id="110101190001010000"),
        town.row(person, 12, name="=HYPERLINK(1)"),
        town.row(person, 13, quantity="0"),
    )

    assert (intake.state, intake.rows) == ("faulty", 12)
    told = {(error["row"], error["column"]) for error in intake.errors}
    assert told == {
        (3, "金额"), (4, "单价"), (4, "金额"), (5, "单价"), (5, "金额"), (6, "单价"), (6, "金额"), (7, "单价"), (7, "金额"),
        (8, "结束时间"), (9, "服务日期"), (10, "证件号码"), (11, "证件号码"), (12, "姓名"), (13, "数量"), (13, "金额"),
    }  # fmt: skip
    assert not ClaimLine.objects.filter(month=MONTH).exists()


@pytest.mark.requirement("G3")
def test_nobody_does_two_of_the_three_acts(town: Town) -> None:
    batch = town.screened(town.row(town.person(), 2))
    both = town.user("first_reviewer")
    batch = town.reviewed(batch)
    Appointment.objects.filter(user=both).update(post="rechecker")

    with pytest.raises(Refusal) as refused:
        acts.perform("settlement.recheck", case=batch, by=Actor.of(both, town.now.date()), now=town.now)

    assert refused.value.code == "same_person"
