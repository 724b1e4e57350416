"""A handler with its contract and account, and the people who open, review, re-check and pay its fee."""

from datetime import datetime
from typing import Any

from accounts.actors import Actor
from providers.acts import evaluations
from providers.models import HandlerContract
from settlement import books, opening, payees, tasks
from settlement.models import ClaimBatch, ClaimLine
from tests.providers.test_handlers import Desk
from tests.scene import at
from tests.settlement.claims import TEXTS
from workflow import acts

YEAR_OVER, EVALUATED = at("2027-01-10"), at("2027-02-01")
NX = "640100"


class Office(Desk):
    """An agency with a handler in force; the acts of the fee by the people whose they are."""

    def __init__(self, area: str = NX, **contract: Any) -> None:
        super().__init__(area)
        for name in ("agreement_officer", "supervisor", "first_reviewer", "rechecker", "payer", "handler_clerk"):
            self.scene.user(name)
        HandlerContract.objects.filter(handler=self.handler).update(state="returned")  # that of the scene's clerk
        self.now = at("2026-03-02")
        self.contract = self.in_force(**contract)
        payee = payees.enter(
            organisation=self.handler, holder=self.handler.name, bank="建设银行", account="6500001234567890",
            by=self.by("agreement_officer"), now=self.now,
        )  # fmt: skip
        payees.confirm(payee=payee, by=self.by("supervisor"), now=self.now)

    def begin(self, name: str, by: str = "agreement_officer", **inputs: Any) -> ClaimBatch:
        done = opening.begin(
            f"settlement.{name}", contract=self.contract, by=self.by(by), now=self.now, **{"year": 1, **inputs}
        )
        tasks.screen(str(done.case.pk))
        return ClaimBatch.objects.get(pk=done.case.pk)

    def open(self, **inputs: Any) -> ClaimBatch:
        return self.begin("open_fee", **inputs)

    def release(self, **inputs: Any) -> ClaimBatch:
        return self.begin("release_holdback", **inputs)

    def act(self, name: str, batch: ClaimBatch, by: str | Actor, **inputs: Any) -> ClaimBatch:
        who = self.by(by) if isinstance(by, str) else by
        done = acts.perform(f"settlement.{name}", case=batch, by=who, now=self.now, **inputs)
        return ClaimBatch.objects.get(pk=done.case.pk)

    def cut(self, batch: ClaimBatch, to: int) -> ClaimBatch:
        line = ClaimLine.objects.of(batch).get()
        said = {"verdict": "cut", "reason": "与合同不符", "allowed_fen": to, "lines": [line.pk]}
        return self.act("decide", batch, "first_reviewer", **said)

    def rechecked(self, batch: ClaimBatch) -> ClaimBatch:
        return self.act("recheck", self.act("first_review", batch, "first_reviewer", **TEXTS), "rechecker")

    def paid(self, batch: ClaimBatch) -> ClaimBatch:
        return self.act("pay", self.rechecked(batch), "payer")

    def evaluate(self, now: datetime = YEAR_OVER, confirm: bool = True, **inputs: Any) -> Any:
        row = self.evaluated(self.contract, now=now, **inputs)
        self.now = EVALUATED
        return evaluations.confirm(evaluation=row, by=self.by("supervisor"), now=now) if confirm else row

    def balances(self) -> dict[str, int]:
        held = books.balances(self.agency, self.now.date())
        return {account: fen for account, fen in held.items() if fen}

    @property
    def cash(self) -> str:
        return books.cash(self.agency, self.now.date())
