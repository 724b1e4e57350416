"""Handlers: chosen by tender, bound by a contract, evaluated each year; two people for each decision. T1–T3."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.urls import reverse

from accounts.actors import Actor
from accounts.models import Organisation
from providers.acts import contracts, evaluations
from providers.models import HandlerContract, HandlerEvaluation, Tender
from providers.rules import handler_fee
from tests.pages.desk import sign_in
from tests.scene import Scene, at
from workflow.models import JournalEntry
from workflow.refusal import Refusal

pytestmark = pytest.mark.django_db
MARKS = dict.fromkeys(("quote", "standing", "risk", "experience", "team", "systems", "plan"), "90.0")
NOW = at("2026-03-02")


@pytest.fixture(autouse=True)
def password_alone(settings: LazySettings) -> None:
    """The second factor has its own tests (tests/accounts/test_sign_in.py)."""
    settings.LTCI_REQUIRE_TOTP = False


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


class Desk:
    """An agency with its agreement officer and supervisor, and a handler that has won a tender."""

    def __init__(self, area: str) -> None:
        self.scene = Scene(area)
        self.agency: Organisation = self.scene.stage.agency
        self.handler: Organisation = self.scene.stage.handler

    def by(self, name: str) -> Actor:
        return self.scene.by(name)

    def tender(self, **changed: Any) -> Tender:
        bids = [{"bidder": self.handler, "quote": "0.5%", "marks": MARKS, "won": True}]
        facts = {
            "title": "2026 年委托经办", "number": "T-1", "method": "open", "published_on": date(2025, 12, 1),
            "decided_on": date(2026, 1, 5), "grounds": "综合评分最高", "bids": bids,
        }  # fmt: skip
        return contracts.record_tender(
            agency=self.agency, by=self.by("agreement_officer"), now=NOW, **(facts | changed)
        )

    def proposed(self, tender: Tender | None = None, **changed: Any) -> HandlerContract:
        facts: dict[str, Any] = {
            "number": "W-1", "starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31),
            "tasks": ["intake", "material_check"], "duties": "协助受理", "basis": "fixed",
            "amount": Decimal("1200000.00"),
            "indicators": [{"name": "及时率", "weight": 60}, {"name": "满意度", "weight": 40}], "pass_mark": 80,
        }  # fmt: skip
        return contracts.propose(
            tender=tender or self.tender(), by=self.by("agreement_officer"), now=NOW, **(facts | changed)
        )

    def in_force(self, **changed: Any) -> HandlerContract:
        return contracts.approve(contract=self.proposed(**changed), by=self.by("supervisor"), now=NOW)

    def evaluated(self, contract: HandlerContract, *, marks: tuple[int, int] = (90, 85), **changed: Any) -> Any:
        given: dict[str, Any] = {"base": None, "deducted": Decimal(0), "remarks": "履约正常", "year": 1}
        return evaluations.evaluate(
            contract=contract,
            marks=[Decimal(mark) for mark in marks],
            by=self.by("agreement_officer"),
            now=changed.pop("now", at("2027-01-10")),
            **(given | changed),
        )


def refused(code: str, words: str | None = None) -> Any:
    return pytest.raises(Refusal, match=words, check=lambda error: error.code == code)


@pytest.mark.requirement("T1")
@pytest.mark.parametrize("area", ["URU", "NX", "HLJ", "TJ", "XJ"])
def test_a_contract_follows_a_tender_and_is_approved_by_another_person(area: str) -> None:
    from tests.scene import AREAS

    desk = Desk(AREAS[area])
    contract = desk.in_force()

    assert (contract.state, contract.handler, contract.agency) == ("in_force", desk.handler, desk.agency)
    acts = [entry.act for entry in JournalEntry.objects.filter(act__startswith="providers.").order_by("id")]
    assert acts == ["providers.record_tender", "providers.propose_contract", "providers.approve_contract"]
    assert all(entry.citation for entry in JournalEntry.objects.filter(act__startswith="providers."))


@pytest.mark.requirement("T1")
def test_a_tender_has_one_winner_and_every_mark_that_the_article_asks_for() -> None:
    desk = Desk("650100")
    bid = {"bidder": desk.handler, "quote": "1", "marks": MARKS, "won": False}
    with refused("invalid_input", "中选"):
        desk.tender(bids=[bid])
    with refused("invalid_input", "经办服务方案"):
        desk.tender(bids=[bid | {"won": True, "marks": {k: v for k, v in MARKS.items() if k != "plan"}}])
    desk.tender()
    with refused("invalid_input", "项目编号"):
        desk.tender()
    assert Tender.objects.count() == 1


@pytest.mark.requirement("T1")
def test_nobody_approves_what_he_drew_up() -> None:
    desk = Desk("650100")
    contract = desk.proposed()
    both = desk.scene.user("agreement_officer")
    desk.scene.stage._appoint(both, "supervisor", 1, {})
    with refused("same_person"):
        contracts.approve(contract=contract, by=desk.by("agreement_officer"), now=NOW)
    with refused("not_permitted"):
        contracts.approve(contract=contract, by=desk.by("dispatcher"), now=NOW)


@pytest.mark.requirement("T1")
def test_a_task_that_the_article_does_not_list_cannot_be_entrusted() -> None:
    desk = Desk("640100")
    tender = desk.tender()
    with refused("not_provided_for", "designation"):
        desk.proposed(tender, tasks=["designation"])
    with refused("not_provided_for", "至少"):
        desk.proposed(tender, tasks=[])


@pytest.mark.requirement("T2")
def test_xinjiang_pays_by_ratio_or_fixed_sum_and_one_of_them() -> None:
    desk = Desk("659001")
    tender = desk.tender()
    assert desk.proposed(tender, number="a", basis="ratio", amount=None, ratio=Decimal("1.5"), ratio_of="筹资").ratio
    with refused("invalid_input"):
        desk.proposed(tender, number="b", ratio=Decimal("1.5"))


@pytest.mark.requirement("T2")
@pytest.mark.parametrize("area", ["659001", "650100", "640100", "230200", "120000"])
@pytest.mark.parametrize(
    "fee", [{"amount": None}, {"amount": Decimal(0)}, {"basis": "ratio", "amount": None}, {"basis": "ratio"}]
)
def test_no_contract_is_drawn_up_without_its_fee(area: str, fee: dict[str, Any]) -> None:
    desk = Desk(area)
    tender = desk.tender()
    with refused("invalid_input", "二者只填一项"):
        desk.proposed(tender, **fee)


@pytest.mark.requirement("T3")
def test_weights_sum_to_a_hundred() -> None:
    desk = Desk("650100")
    with refused("invalid_input", "100"):
        desk.proposed(indicators=[{"name": "及时率", "weight": 60}])


@pytest.mark.requirement("T1")
def test_two_contracts_of_one_pair_do_not_overlap() -> None:
    desk = Desk("650100")
    first = desk.in_force()
    second = desk.proposed(first.tender, number="W-2", starts_on=date(2027, 6, 1), ends_on=date(2028, 5, 31))
    with refused("wrong_state", "重叠"):
        contracts.approve(contract=second, by=desk.by("supervisor"), now=NOW)
    contracts.terminate(contract=first, reason="数据泄露", by=desk.by("supervisor"), now=at("2026-06-01"))
    assert contracts.approve(contract=second, by=desk.by("supervisor"), now=NOW).state == "in_force"


@pytest.mark.requirement("T2")
def test_ningxia_holds_ten_percent_back_until_the_evaluation() -> None:
    desk = Desk("640100")
    contract = desk.in_force()
    held = desk.evaluated(contract)
    assert (held.fee, held.held, held.total, held.passed) == (
        Decimal("1200000.00"), Decimal("120000.00"), Decimal("88.00"), True,
    )  # fmt: skip
    evaluations.confirm(evaluation=held, by=desk.by("supervisor"), now=at("2027-01-11"))
    assert HandlerEvaluation.objects.get().released == Decimal("120000.00")


@pytest.mark.requirement("T3")
def test_who_fails_in_ningxia_loses_of_what_was_held_and_no_more() -> None:
    desk = Desk("640100")
    contract = desk.in_force()
    with refused("invalid_input", "须扣减"):
        desk.evaluated(contract, marks=(50, 60))
    with refused("invalid_input", "120000.00"):
        desk.evaluated(contract, marks=(50, 60), deducted=Decimal("120000.01"))
    with refused("invalid_input", "合格的不扣减"):
        desk.evaluated(contract, deducted=Decimal(1))
    assert desk.evaluated(contract, marks=(50, 60), deducted=Decimal(120000)).released == 0


@pytest.mark.requirement("T3")
def test_elsewhere_nothing_is_held_back() -> None:
    desk = Desk("230200")
    assert desk.evaluated(desk.in_force()).held == 0


@pytest.mark.requirement("T3")
def test_a_year_is_evaluated_when_it_is_over_and_once() -> None:
    desk = Desk("650100")
    contract = desk.in_force()
    with refused("too_early", "2026年12月31日"):
        desk.evaluated(contract, now=at("2026-12-31"))
    with refused("wrong_state", "没有这个年度"):
        desk.evaluated(contract, year=3)
    first = desk.evaluated(contract)
    with refused("wrong_state", "已经考核过"):
        desk.evaluated(contract)
    evaluations.send_back(evaluation=first, reason="评分有误", by=desk.by("supervisor"), now=at("2027-01-12"))
    assert desk.evaluated(contract).state == "proposed"


@pytest.mark.requirement("T3")
def test_renewal_after_a_failed_evaluation_says_why() -> None:
    desk = Desk("650100")
    contract = desk.in_force()
    evaluations.confirm(
        evaluation=desk.evaluated(contract, marks=(50, 50)), by=desk.by("supervisor"), now=at("2027-01-12")
    )
    facts = {"number": "W-2", "starts_on": date(2028, 1, 1), "ends_on": date(2028, 12, 31)}
    with refused("not_qualified", "续签须写明理由"):
        desk.proposed(contract.tender, **facts)
    assert desk.proposed(contract.tender, reason="整改到位，见整改报告", **facts).pk


@pytest.mark.requirement("T2")
@pytest.mark.parametrize(
    ("starts_on", "ends_on", "shares"),
    [
        (date(2026, 1, 1), date(2027, 12, 31), ["1", "1"]),
        (date(2026, 7, 1), date(2026, 12, 31), [str(Decimal(184) / Decimal(365))]),
        (date(2024, 2, 29), date(2025, 3, 1), ["1", str(Decimal(1) / Decimal(365))]),
    ],
)
def test_contract_years_are_counted_from_the_first_day(starts_on: date, ends_on: date, shares: list[str]) -> None:
    found = handler_fee.years(starts_on, ends_on)
    assert [row.share for row in found] == [Decimal(share) for share in shares]
    assert (found[0].since, found[-1].until) == (starts_on, ends_on)


@pytest.mark.requirement("T2")
def test_a_ratio_needs_its_base() -> None:
    year = handler_fee.years(date(2026, 1, 1), date(2026, 12, 31))[0]
    with pytest.raises(ValueError, match="计费基数"):
        handler_fee.fee(year, ratio=Decimal("1.5"), amount=None, base=None, holdback=None)
    fee = handler_fee.fee(year, ratio=Decimal("1.5"), amount=None, base=Decimal("333.33"), holdback=Decimal(10))
    assert (fee.whole, fee.running, fee.held) == (Decimal("5.00"), Decimal("4.50"), Decimal("0.50"))


@pytest.mark.requirement("T1")
def test_the_pages_lead_from_the_tender_to_the_evaluation(clock: time_machine.Traveller) -> None:
    desk = Desk("640100")
    officer, supervisor = (sign_in(desk.scene.user(name)) for name in ("agreement_officer", "supervisor"))
    bids = {"bid-TOTAL_FORMS": "8", "bid-INITIAL_FORMS": "0", "bid-0-bidder": desk.handler.pk, "bid-0-quote": "1%"}
    bids |= {f"bid-0-mark_{code}": "90" for code in MARKS} | {"bid-0-won": "on"}
    tender = {
        "title": "委托经办", "number": "T-9", "method": "open", "published_on": "2025-12-01",
        "decided_on": "2026-01-05", "grounds": "评分最高",
    }  # fmt: skip

    assert officer.post(reverse("providers:tender"), tender).status_code == 422
    assert officer.post(reverse("providers:tender"), tender | bids).status_code == 302
    waiting = officer.get(reverse("providers:handlers")).content.decode()
    assert desk.handler.name in waiting and "拟订合同" in waiting

    form = {
        "number": "W-9", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "tasks": ["intake"], "duties": "协助",
        "basis": "ratio", "ratio": "1.5", "ratio_of": "筹资总额", "indicators": "及时率 60\n满意度 40",
        "pass_mark": "80",
    }  # fmt: skip
    url = reverse("providers:draw_up", args=[Tender.objects.get().pk])
    wrong = officer.post(url, form | {"indicators": "及时率"})
    assert wrong.status_code == 422 and "第 1 行" in wrong.content.decode()
    assert officer.post(url, form).status_code == 302
    contract = HandlerContract.objects.get()
    page = reverse("providers:contract", args=[contract.pk])
    assert "审核通过" not in officer.get(page).content.decode()
    assert supervisor.post(page, {"decision": "return"}).status_code == 409
    assert supervisor.post(page, {"decision": "approve"}).status_code == 302
    assert supervisor.post(page, {"decision": "nonsense"}).status_code == 404

    clock.move_to(at("2027-01-10"))
    officer, supervisor = (sign_in(desk.scene.user(name)) for name in ("agreement_officer", "supervisor"))
    marks = {"year": "1", "mark_0": "50", "mark_1": "60", "remarks": "投诉较多", "base": "1000000", "deducted": "0"}
    url = reverse("providers:evaluate", args=[contract.pk])
    short = officer.post(url, marks)
    assert short.status_code == 422 and "须扣减" in short.content.decode()
    assert officer.post(url, marks | {"deducted": "1500"}).status_code == 302
    row = HandlerEvaluation.objects.get()
    assert supervisor.post(page, {"decision": f"confirm-{row.pk}"}).status_code == 302
    told = supervisor.get(page).content.decode()
    assert "已确认" in told and "15000.00" in told and "不合格" in told


@pytest.mark.requirement("T1")
def test_a_handler_sees_its_own_contracts_and_another_agency_none(clock: time_machine.Traveller) -> None:
    desk, other = Desk("650100"), Desk("640100")
    contract = desk.in_force()
    url = reverse("providers:contract", args=[contract.pk])
    assert sign_in(desk.scene.user("handler_clerk")).get(url).status_code == 200
    for name in ("handler_clerk", "supervisor", "agreement_officer"):
        assert sign_in(other.scene.user(name)).get(url).status_code == 404
