"""Handlers: how each was chosen, what its contract lists, how its first year was evaluated; each area at another stage.

By real acts of the agreement officer and the supervisor.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.actors import CLOCK, Actor
from accounts.posts import Post
from ltci.demo_data.claims import PROPOSAL
from ltci.demo_data.organisations import Offices
from ltci.demo_data.playing import Play
from ltci.demo_data.staff import Staff
from ltci.demo_data.stories import StoryError
from policy import rule
from providers.acts import contracts, evaluations
from providers.models import HandlerContract, HandlerEvaluation, Tender
from settlement import opening
from settlement.models import ClaimBatch
from workflow import acts
from workflow.refusal import Refusal
from workflow.rules.work_calendar import months_after

# Whose contract began more than a year ago is evaluated for its first year.
LONG_AGO, LATELY, NOW = 285, 40, 6  # working days before today on which the tender is recorded
PROPOSED, APPROVED, EVALUATED, CONFIRMED = range(4)
PUBLISHED = 20  # working days between the notice of the tender and its record
EVALUATE = 14  # working days before today
MONTHS = 24
KEPT = ("review", "other")  # what no contract of the demonstration entrusts
INDICATORS = [
    {"name": "受理及时率", "weight": 40},
    {"name": "材料准确率", "weight": 30},
    {"name": "群众满意度", "weight": 30},
]
PASS_MARK = 70
DUTIES = "按本合同列明的业务协助经办，不作受理、评定、复核和拨付的决定；保守参保人信息，接受经办机构的检查和考核。"
GROUNDS = "综合评分最高，报价合理，在本地有服务网点。"
GOOD, POOR = ("92", "88.5", "90"), ("61", "70", "58")
LOSING = 12  # marks by which the other bidder lies behind


@dataclass(frozen=True)
class Way:
    """When the tender was recorded, how far things went, the fee and the marks of the first year."""

    tender: int
    until: int
    fee: dict[str, Any]
    marks: tuple[str, ...] = GOOD


RATIO = {"basis": "ratio", "ratio": Decimal("0.5"), "ratio_of": "当年筹资总额"}
FIXED = {"basis": "fixed", "amount": Decimal("480000.00")}
BASE = Decimal("86500000.00")
WAYS: dict[str, Way] = {
    "650100": Way(LONG_AGO, CONFIRMED, RATIO),
    "659001": Way(LONG_AGO, EVALUATED, FIXED),
    "640100": Way(LONG_AGO, CONFIRMED, FIXED, POOR),
    "230200": Way(NOW, PROPOSED, FIXED),
    "120000": Way(LATELY, APPROVED, FIXED),
}


@dataclass
class Handlers:
    """Enters what is done about the handler of each area."""

    staff: Staff
    play: Play
    rng: random.Random

    def enter(self, offices: Iterable[Offices]) -> None:
        rows = list(offices)
        for place, row in enumerate(rows):
            way = WAYS[row.region.area]
            one = Entrusting(self, row, rows[(place + 1) % len(rows)], way)
            self.at(row, self.play.hours.before(way.tender), one.record)

    def at(self, offices: Offices, day: date, turn: Any, since: datetime | None = None) -> None:
        self.play.at(self.play.hours.moment(offices.region, day, self.rng, since), partial(self._do, offices, turn))

    def _do(self, offices: Offices, turn: Any, now: datetime) -> None:
        try:
            turn(now)
        except Refusal as refusal:
            told = f"{offices.handler.name}：{now:%Y-%m-%d} 被拒绝（{refusal.code}）：{refusal}"
            raise StoryError(told) from refusal
        self.play.acts += 1


@dataclass
class Entrusting:
    """One handler, from the tender on; `other` is the area whose handler bids too and loses."""

    work: Handlers
    offices: Offices
    other: Offices
    way: Way

    def _by(self, post: str, now: datetime) -> Actor:
        staff = self.work.staff
        return staff.actor(staff.user(self.offices.agency.pk, post), now)

    def _later(self, working_days: int, now: datetime, turn: Any) -> None:
        day = self.work.play.hours.after(timezone.localdate(now), working_days)
        self.work.at(self.offices, day, turn)

    def record(self, now: datetime) -> None:
        agency, today = self.offices.agency, timezone.localdate(now)
        criteria = rule("providers.handler.selection", area=agency.area_id, on=today).value
        won = {code: self.work.rng.randint(86, 96) for code in criteria}
        bids = [
            self._bid(self.offices.handler, won, True),
            self._bid(self.other.handler, {code: mark - LOSING for code, mark in won.items()}, False),
        ]
        tender = contracts.record_tender(
            agency=agency, bids=bids, by=self._by(Post.AGREEMENT_OFFICER, now), now=now,
            title=f"{self.offices.region.name}长期护理保险委托经办服务采购（演示）", number=f"演示采{today:%Y}-01",
            method=Tender.Method.OPEN,
            published_on=self.work.play.hours.calendar.working_days_before(today, PUBLISHED),
            decided_on=self.work.play.hours.calendar.working_days_before(today, 1), grounds=GROUNDS,
        )  # fmt: skip
        self._later(2, now, partial(self.propose, tender))

    def _bid(self, bidder: Any, marks: dict[str, int], won: bool) -> dict[str, Any]:
        quote = "筹资总额的 0.5%" if self.way.fee is RATIO else "每年 48 万元"
        return {"bidder": bidder, "quote": quote if won else f"{quote}，另加 5%", "won": won,
                "marks": {code: str(mark) for code, mark in marks.items()}}  # fmt: skip

    def propose(self, tender: Tender, now: datetime) -> None:
        area = self.offices.region.area
        starts_on = timezone.localdate(now) + timedelta(days=7)
        tasks = rule("providers.handler.tasks", area=area, on=starts_on).value
        contract = contracts.propose(
            tender=tender, by=self._by(Post.AGREEMENT_OFFICER, now), now=now, number=f"演示委{starts_on:%Y}-01",
            starts_on=starts_on, ends_on=months_after(starts_on, MONTHS) - timedelta(days=1),
            tasks=[code for code in tasks if code not in KEPT], duties=DUTIES, indicators=INDICATORS,
            pass_mark=PASS_MARK, reason="", **self.way.fee,
        )  # fmt: skip
        if self.way.until >= APPROVED:
            self._later(1, now, partial(self.approve, contract))

    def approve(self, contract: HandlerContract, now: datetime) -> None:
        contracts.approve(contract=contract, by=self._by(Post.SUPERVISOR, now), now=now)
        if self.way.until >= EVALUATED:
            self.work.at(self.offices, self.work.play.hours.before(EVALUATE), partial(self.evaluate, contract))

    def evaluate(self, contract: HandlerContract, now: datetime) -> None:
        contract.refresh_from_db()
        poor = self.way.marks is POOR
        told = "受理超期较多，满意度低，扣减部分考核金并约谈。" if poor else "受理及时，群众反映良好。"
        done = evaluations.evaluate(
            contract=contract, year=1, marks=[Decimal(mark) for mark in self.way.marks],
            base=BASE if self.way.fee is RATIO else None,
            deducted=Decimal("12000.00") if poor else Decimal(0), remarks=told,
            by=self._by(Post.AGREEMENT_OFFICER, now), now=now,
        )  # fmt: skip
        if self.way.until >= CONFIRMED:
            self._later(2, now, partial(self.confirm, done))

    def confirm(self, evaluation: HandlerEvaluation, now: datetime) -> None:
        evaluations.confirm(evaluation=evaluation, by=self._by(Post.SUPERVISOR, now), now=now)
        self._later(1, now, partial(self.open_fee, evaluation))

    def open_fee(self, evaluation: HandlerEvaluation, now: datetime) -> None:
        """The fee of the first year falls due; the clock looks at it, the first reviewer proposes to pay it."""
        by = self._by(Post.AGREEMENT_OFFICER, now)
        done = opening.begin("settlement.open_fee", contract=evaluation.contract, by=by, now=now, year=evaluation.year,
                             base=evaluation.base)  # fmt: skip
        acts.perform("settlement.screen", case=done.case, by=CLOCK, now=now)
        self._later(1, now, partial(self.review_fee, done.case.pk))

    def review_fee(self, pk: UUID, now: datetime) -> None:
        case = ClaimBatch.objects.select_related("agency__area", "provider").get(pk=pk)
        by = self._by(Post.FIRST_REVIEWER, now)
        acts.perform("settlement.first_review", case=case, by=by, now=now, proposal=PROPOSAL, sampled=True)
