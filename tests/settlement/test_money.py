"""Payment, the bank's answers, reversal, recovery and set-off, books that balance and close. F3, F5, F8."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from settlement import bank, books
from settlement.models import Account, ClaimBatch, ClaimLine, Leg, Payment, Recovery, SettledLine, Voucher
from tests.ruling import ruled
from tests.settlement.claims import TEXTS, Town
from workflow.refusal import Refusal

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def town() -> Any:
    town = Town()
    with time_machine.travel(town.now, tick=False):
        yield town


def paid(town: Town, days: range = range(1, 11)) -> ClaimBatch:
    person = town.people[0] if town.people else town.person()
    return town.paid(town.screened(*(town.row(person, day) for day in days)))


def answers(town: Town, *rows: str) -> list[bank.Told]:
    content = "\n".join((",".join(bank.BACK), *rows)).encode()
    return bank.take_answers(agency=town.agency, content=content, by=town.by("payer"), now=town.now)


@pytest.mark.requirement("F3")
def test_what_the_bank_answers_is_held_against_the_order(town: Town) -> None:
    number = Payment.objects.get(batch=paid(town)).number

    told = answers(
        town,
        "BF0000-无,450.00,成功,L0,2026-04-08,",
        f"{number},449.99,成功,L1,2026-04-08,",
        f"{number},450.00,也许,L1,2026-04-08,",
        f"{number},450.00,成功,,2026-04-08,",
        f"{number},450.00,成功,L1,2026-04-08,",
        f"{number},450.00,成功,L1,2026-04-08,",
        f"{number},450.00,失败,L2,2026-04-08,账户不符",
    )

    assert [row.ok for row in told] == [False, False, False, False, True, True, False]
    assert "没有这个拨付单号" in told[0].sentence and "应为 450.00 元" in told[1].sentence
    payment = Payment.objects.get(number=number)
    assert (payment.state, payment.bank_reference) == ("confirmed", "L1")
    assert bank.reconcile(town.agency, date(2026, 4, 1), date(2026, 4, 30)).difference == 0


@pytest.mark.requirement("F3")
def test_a_payment_that_came_back_is_reversed_and_paid_once_more(town: Town) -> None:
    batch = paid(town)
    with pytest.raises(Refusal) as refused:
        town.act("reverse", batch, "payer", reason="银行退回")
    assert refused.value.code == "wrong_state"
    number = Payment.objects.get(batch=batch).number
    answers(town, f"{number},450.00,失败,L9,2026-04-08,户名不符")

    batch = town.act("reverse", batch, "payer", reason="银行退回")

    assert (batch.state, batch.paid_fen, batch.paid_by_id) == ("rechecked", 0, None)
    batch = town.act("pay", batch, "payer")
    assert [row.state for row in Payment.objects.filter(batch=batch).order_by("id")] == ["reversed", "instructed"]
    assert books.balances(town.agency, date(2026, 12, 31)) == {"care": 45000, "payable": 0, "fiscal": -45000}


@pytest.mark.requirement("F3")
@pytest.mark.requirement("F8")
def test_what_is_recovered_is_set_off_against_the_next_payment(town: Town) -> None:
    first = paid(town)
    lines = list(SettledLine.objects.of(first).values_list("pk", flat=True)[:2])

    first = town.act("recover", first, "supervisor", reason="核查发现两次未上门", lines=lines)

    assert (first.recovered_fen, SettledLine.objects.get(pk=lines[0]).own_fen) == (9000, 0)
    with pytest.raises(Refusal):
        town.act("recover", first, "supervisor", reason="重复追回", lines=lines)
    second = paid(town, range(11, 21))
    assert (second.number, second.fund_fen, second.offset_fen, second.paid_fen) == (2, 45000, 9000, 36000)
    assert Recovery.objects.get().open_fen == 0
    assert books.balances(town.agency, date(2026, 12, 31)) == {
        "care": 81000, "payable": 0, "receivable": 0, "fiscal": -81000,
    }  # fmt: skip


@pytest.mark.requirement("F8")
@pytest.mark.parametrize("area", ["659001", "650100", "640100", "230200", "120000"])
def test_a_share_is_withheld_where_the_region_names_one_and_nothing_where_it_does_not(area: str) -> None:
    town = Town(area)
    month = [{"mode": "home", "per": "month", "cap_fen": 210000, "fund_share": 75}]
    with time_machine.travel(town.now, tick=False), ruled("care.benefit_standards", area, month):
        whole = paid(town)
        with ruled("settlement.withheld_share", area, 5):
            less = paid(town, range(11, 21))

    assert (whole.fund_fen, whole.withheld_fen, whole.paid_fen) == (45000, 0, 45000)
    assert (less.fund_fen, less.withheld_fen, less.paid_fen) == (45000, 2250, 42750)
    paid_from = "expenditure" if area == "640100" else "fiscal"  # 宁夏第四十二条
    assert books.balances(town.agency, date(2026, 12, 31)) == {
        "care": 90000, "payable": 0, "withheld": -2250, paid_from: -87750,
    }  # fmt: skip


@pytest.mark.requirement("F8")
@pytest.mark.parametrize("area", ["659001", "650100", "640100", "230200", "120000"])
def test_in_every_region_what_is_recovered_is_taken_off_the_next_payment(area: str) -> None:
    town = Town(area)
    month = [{"mode": "home", "per": "month", "cap_fen": 210000, "fund_share": 75}]
    with time_machine.travel(town.now, tick=False), ruled("care.benefit_standards", area, month):
        first = paid(town)
        line = SettledLine.objects.of(first).values_list("pk", flat=True)[:1]
        with pytest.raises(Refusal) as refused:
            town.act("recover", first, "payer", reason="核查发现未上门", lines=list(line))
        assert refused.value.code == "not_permitted"
        town.act("recover", first, "supervisor", reason="核查发现未上门", lines=list(line))
        second = paid(town, range(11, 21))

    assert (second.fund_fen, second.offset_fen, second.paid_fen) == (45000, 4500, 40500)


@pytest.mark.requirement("F5")
def test_every_voucher_sums_to_zero_and_postgresql_sees_to_it(town: Town) -> None:
    paid(town)
    assert all(sum(leg.amount_fen for leg in row.legs.all()) == 0 for row in Voucher.objects.all())
    said = {
        "agency": town.agency,
        "day": date(2026, 4, 7),
        "kind": "transfer",
        "text": "x",
        "by": town.user("payer"),
        "at": town.now,
    }

    for legs in ([(Account.CARE, 100), (Account.FISCAL, -99)], [(Account.CARE, 100)], []):
        with pytest.raises(DatabaseError), transaction.atomic():
            voucher = Voucher.objects.create(**said)
            Leg.objects.bulk_create(Leg(voucher=voucher, account=a, amount_fen=f) for a, f in legs)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError), transaction.atomic():
        Leg.objects.update(amount_fen=1)


@pytest.mark.requirement("F5")
def test_a_closed_month_takes_no_postings(town: Town) -> None:
    batch = paid(town)
    supervisor = town.by("supervisor")
    with pytest.raises(Refusal) as early:
        books.close(agency=town.agency, month=date(2026, 4, 1), by=supervisor, now=town.now)
    assert early.value.code == "too_early"
    town.later(30)
    books.close(agency=town.agency, month=date(2026, 4, 1), by=supervisor, now=town.now)

    with pytest.raises(Refusal) as closed:
        books.reverse(
            Voucher.objects.filter(batch=batch).first(),
            day=date(2026, 4, 7),
            text="迟到",
            by=supervisor,
            now=town.now,  # type: ignore[arg-type]
        )
    assert closed.value.code == "closed_period"
    with pytest.raises(DatabaseError), transaction.atomic():
        Voucher.objects.create(
            agency=town.agency, day=date(2026, 3, 31), kind="transfer", text="绕过", by=town.user("payer"), at=town.now
        )


@pytest.mark.requirement("F3")
def test_a_batch_sent_back_frees_its_limits_and_is_claimed_anew(town: Town) -> None:
    person = town.person()
    rows = [town.row(person, day) for day in range(1, 6)]
    batch = town.rechecked(town.screened(*rows))

    batch = town.act("return_batch", batch, "payer", reason="清单与票据不符", to="sender")

    assert (batch.state, batch.fund_fen, batch.first_reviewed_by_id) == ("returned", 0, None)
    assert not SettledLine.objects.of(batch).exists()
    assert set(books.balances(town.agency, date(2026, 12, 31)).values()) == {0}
    again = town.screened(*rows[:4])
    old = ClaimBatch.objects.get(pk=batch.pk)
    assert (again.number, again.follows_id, old.state) == (2, batch.pk, "void")
    assert town.paid(again).paid_fen == 18000


@pytest.mark.requirement("F3")
def test_a_rechecker_sends_it_back_to_the_first_review(town: Town) -> None:
    batch = town.reviewed(town.screened(town.row(town.person(), 2)))

    batch = town.act("return_batch", batch, "rechecker", reason="抽样说明不足", to="reviewer")

    assert (batch.state, batch.first_reviewed_by_id) == ("screened", None)
    assert town.act("first_review", batch, "first_reviewer", **TEXTS).state == "first_reviewed"


@pytest.mark.requirement("F4")
def test_settled_twice_the_same_fen_and_paid_once(town: Town) -> None:
    batch = town.reviewed(town.screened(*(town.row(town.person(), day) for day in range(1, 4))))
    before = list(SettledLine.objects.of(batch).order_by("pk").values())
    from settlement import settling

    settling.settle(batch, town.now)

    assert list(SettledLine.objects.of(batch).order_by("pk").values()) == before
    batch = town.act("pay", town.act("recheck", batch, "rechecker"), "payer")
    with pytest.raises(Refusal):
        town.act("pay", batch, "payer")
    with pytest.raises(DatabaseError), transaction.atomic():
        Payment.objects.create(
            batch=batch, number="X", amount_fen=1, day=date(2026, 4, 7), by=town.user("payer"), at=town.now
        )


@pytest.mark.requirement("F2")
def test_an_unanswered_query_is_not_refused_before_its_time(town: Town) -> None:
    batch = town.screened(town.row(town.person(), 2, item=2))
    said = {"verdict": "refuse", "reason": "计划外", "rule": "outside_plan"}

    with pytest.raises(Refusal) as early:
        town.act("decide", batch, "first_reviewer", **said)

    assert early.value.code == "too_early"
    town.later(9)
    batch = town.act("decide", batch, "first_reviewer", **said)
    with pytest.raises(Refusal) as late:
        town.act("answer", batch, "provider_manager", answer="迟到的说明", rule="outside_plan")
    assert late.value.code == "too_late"
    assert town.reviewed(batch).refused_fen == ClaimLine.objects.of(batch).get().amount_fen
