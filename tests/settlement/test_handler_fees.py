"""The fee of a handler: opened from its contract, paid by three people, held back and released, to the fen. T2, T3, F5, F8."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.db import connection, transaction
from django.db.models import Sum
from django.urls import reverse

from accounts.actors import Actor
from documents.freezing import thaw
from documents.issuing import rows_only
from documents.models import Letter
from providers.acts import contracts, evaluations
from settlement import bank
from settlement.models import ClaimBatch, Finding, HandlerFee, Leg, Payment, SettledLine, Voucher
from settlement.permissions import may_see_letter
from tests.acceptance.together import refusals, together
from tests.pages.desk import sign_in
from tests.providers.test_handlers import refused
from tests.scene import at
from tests.settlement.claims import TEXTS
from tests.settlement.handlers import EVALUATED, Office
from workflow.models import JournalEntry
from workflow.refusal import Refusal

XJ, NX = "659001", "640100"


@pytest.fixture(autouse=True)
def password_alone(settings: LazySettings) -> None:
    settings.LTCI_REQUIRE_TOTP = False


def balanced() -> bool:
    sums = Voucher.objects.annotate(total=Sum("legs__amount_fen")).values_list("total", flat=True)
    return bool(sums) and set(sums) == {0} and Leg.objects.aggregate(t=Sum("amount_fen"))["t"] == 0


@pytest.mark.django_db
@pytest.mark.requirement("T2")
@pytest.mark.requirement("F5")
@pytest.mark.parametrize(
    ("terms", "given", "fen"),
    [
        ({"basis": "ratio", "amount": None, "ratio": Decimal("1.5"), "ratio_of": "当年筹资总额"}, "33333333.33", 50_000_000),
        ({"basis": "ratio", "amount": None, "ratio": Decimal("0.3333"), "ratio_of": "筹资"}, "1000.01", 333),
        ({"amount": Decimal("1200000.01")}, None, 120_000_001),
    ],
)  # fmt: skip
def test_xinjiang_pays_by_ratio_or_by_sum_and_holds_nothing_back(
    terms: dict[str, Any], given: str | None, fen: int
) -> None:
    office = Office(XJ, **terms)
    batch = office.open(base=Decimal(given) if given else None)
    assert (batch.state, batch.kind, batch.line_count, batch.claimed_fen) == ("screened", "handling", 1, fen)
    assert not Finding.objects.filter(batch=batch).exists()

    paid = office.paid(batch)

    assert (paid.fund_fen, paid.withheld_fen, paid.paid_fen, paid.own_fen, paid.over_cap_fen) == (fen, 0, fen, 0, 0)
    settled = SettledLine.objects.of(paid).get()
    assert (settled.claimed_fen, settled.fund_fen, settled.person_id) == (fen, fen, None)
    assert "第五十五条" in settled.basis["citation"]
    assert office.balances() == {"handling": fen, office.cash: -fen} and balanced()
    fee = HandlerFee.objects.get(batch=paid)
    assert (fee.year, fee.part, fee.year_fee_fen) == (1, "running", fen)
    assert fee.base == (Decimal(given) if given else None)
    assert JournalEntry.objects.get(act="settlement.open_fee").changed["amount_fen"] == fen
    with refused("not_provided_for", "不预留"):
        office.release()


@pytest.mark.django_db
@pytest.mark.requirement("T2")
@pytest.mark.requirement("T3")
@pytest.mark.requirement("F8")
def test_ningxia_holds_ten_percent_back_and_releases_it_less_the_deduction() -> None:
    office = Office(NX, amount=Decimal("1000000.05"))
    paid = office.paid(office.open())
    # Ten percent of 100000005 fen is 10000000.5: half a fen goes up, as in the evaluation.
    assert (paid.fund_fen, paid.withheld_fen, paid.paid_fen) == (100_000_005, 10_000_001, 90_000_004)
    assert office.balances() == {"handling": 100_000_005, "withheld": -10_000_001, office.cash: -90_000_004}

    evaluation = office.evaluate(marks=(50, 60), deducted=Decimal("30000.02"))
    assert int(evaluation.held * 100) == paid.withheld_fen
    released = office.paid(office.release())

    assert (released.claimed_fen, released.fund_fen, released.withheld_fen, released.paid_fen) == (
        6_999_999, 6_999_999, 0, 6_999_999,
    )  # fmt: skip
    assert office.balances() == {"handling": 97_000_003, office.cash: -97_000_003} and balanced()
    fee = HandlerFee.objects.get(batch=released)
    assert (fee.held_fen, fee.deducted_fen, fee.evaluation) == (10_000_001, 3_000_002, evaluation)


@pytest.mark.django_db
@pytest.mark.requirement("T2")
def test_all_kept_leaves_nothing_withheld_in_the_books() -> None:
    office = Office(NX)
    office.paid(office.open())
    office.evaluate(marks=(50, 60), deducted=Decimal("120000.00"))
    released = office.paid(office.release())
    assert (released.paid_fen, Payment.objects.get(batch=released).state) == (0, "confirmed")
    assert office.balances() == {"handling": 108_000_000, office.cash: -108_000_000} and balanced()


@pytest.mark.django_db
@pytest.mark.requirement("F3")
@pytest.mark.requirement("F5")
def test_what_the_first_review_cuts_is_neither_withheld_nor_released() -> None:
    office = Office(NX)
    batch = office.open()
    office.cut(batch, 100_000_000)
    paid = office.paid(batch)
    assert (paid.fund_fen, paid.refused_fen, paid.withheld_fen) == (100_000_000, 20_000_000, 10_000_000)
    office.evaluate()
    batch = office.release()
    assert batch.claimed_fen == 10_000_000
    office.cut(batch, 9_999_900)
    assert office.paid(batch).paid_fen == 9_999_900
    assert office.balances() == {"handling": 99_999_900, office.cash: -99_999_900} and balanced()


@pytest.mark.django_db
@pytest.mark.requirement("T2")
def test_instalments_hold_back_what_the_year_would_at_once_and_name_their_clause() -> None:
    office = Office(NX, amount=Decimal("100.05"))
    with refused("invalid_input", "条款"):
        office.open(amount_fen=3335)
    parts = [office.paid(office.open(amount_fen=3335, reason="合同第八条：分三次支付")) for _ in range(2)]
    parts.append(office.paid(office.open()))
    assert [row.claimed_fen for row in parts] == [3335, 3335, 3335]
    assert sum(row.withheld_fen for row in parts) == 1001  # ten percent of 10005, rounded once
    with refused("wrong_state", "全部开立"):
        office.open()
    evaluation = office.evaluate()
    assert int(evaluation.held * 100) == 1001
    assert office.paid(office.release()).paid_fen == 1001
    assert office.balances() == {"handling": 10005, office.cash: -10005}


@pytest.mark.django_db
@pytest.mark.requirement("T2")
def test_what_was_paid_beyond_the_fee_of_the_evaluation_is_kept_of_the_holdback() -> None:
    ratio = {"basis": "ratio", "amount": None, "ratio": Decimal("1"), "ratio_of": "筹资总额"}
    office = Office(NX, **ratio)
    office.paid(office.open(base=Decimal("100000")))
    office.evaluate(base=Decimal("98000"))
    released = office.paid(office.release())
    assert (released.paid_fen, HandlerFee.objects.get(batch=released).deducted_fen) == (8000, 2000)
    assert office.balances() == {"handling": 98000, office.cash: -98000}
    letter = Letter.objects.get(case_id=released.pk)
    terms = {row.label: row.said for row in thaw(letter.letter_type.facts_class, letter.facts).terms}
    assert (terms["考核扣减"], terms["抵减多付的服务费"]) == ("0.00 元", "20.00 元")


@pytest.mark.django_db
@pytest.mark.requirement("T2")
def test_every_refusal_of_the_running_fee_says_its_code_and_article() -> None:
    ratio = {"basis": "ratio", "amount": None, "ratio": Decimal("1"), "ratio_of": "筹资总额"}
    office = Office(NX, **ratio)
    base = Decimal("100000")
    said = [
        ("wrong_state", "没有这个年度", {"year": 3, "base": base}),
        ("too_early", "2027年1月1日", {"year": 2, "base": base}),
        ("invalid_input", "计费基数", {}),
        ("invalid_input", "大于零", {"base": Decimal(-1)}),
        ("invalid_input", "不超过", {"base": base, "amount_fen": 100_001, "reason": "合同第八条"}),
        ("invalid_input", "不超过", {"base": base, "amount_fen": 0, "reason": "合同第八条"}),
        ("not_permitted", "协议管理岗", {"base": base, "by": "payer"}),
        ("not_permitted", "协议管理岗", {"base": base, "by": "handler_clerk"}),
    ]  # fmt: skip
    for code, words, inputs in said:
        with pytest.raises(Refusal, match=words) as told:
            office.open(**inputs)
        assert (told.value.code, "第六十七条" in told.value.citation) == (code, True), words
    assert not ClaimBatch.objects.exists() and not HandlerFee.objects.exists()

    batch = office.open(base=base)
    with refused("wrong_state", "正在办理"):
        office.open(base=base)
    office.paid(batch)
    with refused("wrong_state", "全部开立"):
        office.open(base=base)
    office.evaluate(base=base)
    with refused("invalid_input", "同一基数"):
        office.open(base=base + 1)


@pytest.mark.django_db
@pytest.mark.requirement("T3")
def test_every_refusal_of_the_release_says_its_code_and_article() -> None:
    office = Office(NX)
    with refused("too_early", "还没有考核"):
        office.release()
    running = office.open(amount_fen=60_000_000, reason="合同第八条")
    with refused("wrong_state", "正在办理"):
        office.release()
    office.paid(running)
    row = office.evaluate(confirm=False)
    with refused("not_confirmed", "负责人确认"):
        office.release()
    evaluations.confirm(evaluation=row, by=office.by("supervisor"), now=office.now)
    with pytest.raises(Refusal, match=r"600000\.00 元没有开立") as told:
        office.release()
    assert (told.value.code, "第六十九条" in told.value.citation) == ("wrong_state", True)
    office.paid(office.open())
    for post in ("payer", "supervisor", "first_reviewer"):
        with refused("not_permitted", "协议管理岗"):
            office.release(by=post)
    batch = office.release()
    with refused("wrong_state", "正在办理"):
        office.release()
    office.paid(batch)
    with refused("wrong_state", "不能重复结算"):
        office.release()
    with refused("wrong_state", "已经结算"):
        office.open()
    assert ClaimBatch.objects.filter(handler_fee__part="held").count() == 1


@pytest.mark.django_db
@pytest.mark.requirement("T2")
def test_a_contract_that_is_not_in_force_pays_nothing_and_one_that_ended_what_it_owes() -> None:
    office = Office(XJ)
    other = office.proposed(office.contract.tender, number="W-2")
    kept, office.contract = office.contract, other
    with refused("wrong_state", "没有生效"):
        office.open()
    office.contract = kept
    contracts.terminate(contract=kept, reason="数据泄露", by=office.by("supervisor"), now=at("2026-04-10"))
    office.contract.refresh_from_db()
    office.now = at("2026-05-06")
    assert office.open().claimed_fen == 32_876_712  # 100 of 365 days of 1 200 000 yuan


@pytest.mark.django_db
@pytest.mark.requirement("G3")
def test_opening_reviewing_rechecking_and_paying_are_different_people() -> None:
    office = Office(NX)
    people = ("agreement_officer", "first_reviewer", "rechecker")

    def moved(person: str, post: str) -> Actor:
        """The person after a change of posts: the database lets nobody hold two of these at once."""
        return replace(office.by(post), user_id=office.scene.user(person).pk)

    batch = office.open()
    with refused("same_person", "开立经办服务费"):
        office.act("first_review", batch, moved("agreement_officer", "first_reviewer"), **TEXTS)
    batch = office.act("first_review", batch, "first_reviewer", **TEXTS)
    for person in people[:2]:
        with refused("same_person"):
            office.act("recheck", batch, moved(person, "rechecker"))
    batch = office.act("recheck", batch, "rechecker")
    for person in people:
        with refused("same_person"):
            office.act("pay", batch, moved(person, "payer"))
    paid = office.act("pay", batch, "payer")
    assert len({paid.uploaded_by_id, paid.first_reviewed_by_id, paid.rechecked_by_id, paid.paid_by_id}) == 4


@pytest.mark.django_db
@pytest.mark.requirement("F3")
def test_a_batch_sent_back_is_opened_anew_and_leaves_the_books_as_they_were() -> None:
    office = Office(NX)
    office.paid(office.open())
    before = office.balances()
    office.evaluate()
    first = office.rechecked(office.release())
    back = office.act("return_batch", first, "payer", reason="年度有误", to="sender")
    assert back.state == "returned" and office.balances() == before
    with time_machine.travel(office.now, tick=False):
        officer = sign_in(office.scene.user("agreement_officer"))
        page = officer.get(reverse("settlement:handler_fees", args=[office.contract.pk])).content.decode()
    assert "年度有误" in page and "结算第 1 年" in page
    second = office.paid(office.release())
    first = ClaimBatch.objects.get(pk=first.pk)
    assert (first.state, second.follows_id, second.paid_fen) == ("void", first.pk, 12_000_000)
    assert office.balances() == {"handling": 120_000_000, office.cash: -120_000_000} and balanced()


@pytest.mark.django_db
@pytest.mark.requirement("F3")
def test_the_payment_goes_to_the_bank_and_the_statement_to_the_handler_alone() -> None:
    office, other = Office(NX), Office(XJ)
    with time_machine.travel(office.now, tick=False):
        paid = office.paid(office.open())
        file = bank.payment_file(agency=office.agency, by=office.by("payer"), now=office.now).decode("utf-8-sig")
        assert office.handler.name in file and "1080000.00" in file
        letter = Letter.objects.get(case_id=paid.pk)
        facts = thaw(letter.letter_type.facts_class, letter.facts)
        assert facts.kind_label == "经办服务费" and facts.rows == ()
        assert {"委托经办合同": "W-1", "本年度服务费": "1,200,000.00 元"}.items() <= {
            row.label: row.said for row in facts.terms
        }.items()
        assert (facts.withheld_fen, facts.withheld_share) == (12_000_000, 10)
        assert "第六十九条" in facts.withheld_citation

        clerk = office.by("handler_clerk")
        assert may_see_letter(letter, clerk) and not may_see_letter(letter, other.by("handler_clerk"))
        assert not ClaimBatch.objects.visible_to(clerk).exists()
        assert ClaimBatch.objects.visible_to(office.by("agreement_officer")).get() == paid
        assert not ClaimBatch.objects.visible_to(other.by("agreement_officer")).exists()
        client = sign_in(office.scene.user("handler_clerk"))
        assert client.get(reverse("settlement:batch", args=[paid.pk])).status_code in (403, 404)
        page = client.get(reverse("settlement:handler_fees", args=[office.contract.pk])).content.decode()
        assert letter.number in page and "开立服务费" not in page and str(paid.pk) not in page
        url = reverse("documents:letter", args=[letter.pk])
        assert client.get(url).status_code == 200
        assert sign_in(other.scene.user("handler_clerk")).get(url).status_code in (403, 404)


@pytest.fixture
def moment() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at("2026-03-02"), tick=False) as traveller:
        yield traveller


@pytest.mark.django_db
@pytest.mark.requirement("T2")
def test_the_officer_opens_and_releases_from_the_page_of_the_contract(
    moment: time_machine.Traveller, django_capture_on_commit_callbacks: Any
) -> None:
    office = Office(NX)
    officer = sign_in(office.scene.user("agreement_officer"))
    url = reverse("settlement:handler_fees", args=[office.contract.pk])
    assert url in officer.get(reverse("providers:contract", args=[office.contract.pk])).content.decode()
    wrong = officer.post(url, {"year": "1", "amount": "5", "reason": ""})
    assert wrong.status_code == 422 and "条款" in wrong.content.decode()
    assert officer.post(url, {"decision": "release-x"}).status_code == 404
    early = officer.post(url, {"decision": "release-1"})
    assert early.status_code == 409 and "还没有考核" in early.content.decode()
    given = {"year": "1", "amount": "", "reason": "", "request_key": "twice"}
    with django_capture_on_commit_callbacks(execute=True):
        first, again = officer.post(url, given), officer.post(url, given)
    batch = ClaimBatch.objects.get()
    page = reverse("settlement:batch", args=[batch.pk])
    assert (first.status_code, first["Location"], again["Location"], batch.state) == (302, page, page, "screened")
    assert "W-1" in officer.get(page).content.decode()
    for post in ("first_reviewer", "rechecker", "payer"):
        assert str(batch.pk) in sign_in(office.scene.user(post)).get(reverse("settlement:batches")).content.decode()
    assert "W-1" in sign_in(office.scene.user("first_reviewer")).get(
        reverse("settlement:act", args=[batch.pk, "first_review"])
    ).content.decode()  # fmt: skip
    supervisor = sign_in(office.scene.user("supervisor"))
    assert "开立服务费" not in supervisor.get(url).content.decode()
    assert supervisor.post(url, given).status_code == 404
    office.paid(batch)
    office.evaluate()
    moment.move_to(EVALUATED)
    officer = sign_in(office.scene.user("agreement_officer"))
    assert "结算第 1 年" in officer.get(url).content.decode()
    assert officer.post(url, {"decision": "release-1"}).status_code == 302
    assert HandlerFee.objects.filter(part="held").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("T2")
def test_twice_at_once_gives_one() -> None:
    with rows_only():
        office = Office(NX)
        outcomes = together(office.open, office.open)
        assert [row.code for row in refusals(outcomes)] == ["wrong_state"]
        assert ClaimBatch.objects.count() == HandlerFee.objects.count() == 1
        office.paid(ClaimBatch.objects.get())
        office.evaluate()
        outcomes = together(office.release, office.release)
        assert [row.code for row in refusals(outcomes)] == ["wrong_state"]
        assert HandlerFee.objects.filter(part="held").count() == 1


@pytest.mark.django_db
def test_what_was_reckoned_never_changes() -> None:
    office = Office(NX)
    office.open()
    with pytest.raises(Exception, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE settlement_handlerfee SET amount_fen = 1")
    with pytest.raises(Exception, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM settlement_handlerfee")
