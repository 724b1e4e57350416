"""What a scenario does of a handler: tender, contract by two people, evaluation of a contract year. T1–T3."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.actors import Actor
from ltci.rehearsal.reading import Step
from providers.acts import contracts, evaluations
from providers.models import HandlerContract, HandlerEvaluation, Tender
from workflow.refusal import Code, Refusal

if TYPE_CHECKING:
    from ltci.rehearsal.playing import Play

Did = Callable[["Play", Step, Actor], None]
MARK = "90"


def tender(play: "Play", step: Step, by: Actor) -> None:
    """The handler of the stage wins; `without`: criteria of the region that were not marked."""
    said, agency, today = step.inputs, play.stage.agency, timezone.localdate(step.at)
    asked = contracts.terms(agency, "selection", today).value
    marks = {code: MARK for code in asked if code not in said.get("without", ())}
    bid = {"bidder": play.stage.handler, "quote": "见投标文件", "marks": marks, "won": True}
    play.tender = contracts.record_tender(
        agency=agency, bids=[bid], title="委托经办", number=play.stage.own(said.get("number", "T-1")),
        method=Tender.Method.OPEN, published_on=today - timedelta(days=30), decided_on=today, grounds="综合评分最高",
        by=by, now=step.at,
    )  # fmt: skip


def propose(play: "Play", step: Step, by: Actor) -> None:
    said, today = dict(step.inputs), timezone.localdate(step.at)
    if play.tender is None:
        raise Refusal(Code.WRONG_STATE, "还没有招标。")
    starts_on = said.pop("starts_on", today)
    weights = said.pop("weights", [60, 40])
    facts: dict[str, Any] = {
        "starts_on": starts_on, "ends_on": said.pop("ends_on", date(starts_on.year + 1, 12, 31)),
        "tasks": said.pop("tasks", ["intake", "material_check"]), "duties": "按合同协助经办",
        "basis": said.pop("basis", "fixed"), "amount": _sum(said.pop("fixed", None)),
        "ratio": _sum(said.pop("ratio", None)), "pass_mark": 80, "reason": said.pop("reason", ""),
        "indicators": [{"name": f"指标{place}", "weight": weight} for place, weight in enumerate(weights, 1)],
    }  # fmt: skip
    number = play.stage.own(said.pop("number", "W-1"))
    play.contract = contracts.propose(tender=play.tender, number=number, by=by, now=step.at, **facts)


def evaluate(play: "Play", step: Step, by: Actor) -> None:
    said = dict(step.inputs)
    play.evaluation = evaluations.evaluate(
        contract=_contract(play), year=said.get("year", 1), marks=[Decimal(str(mark)) for mark in said["marks"]],
        base=_sum(said.get("base")), deducted=_sum(said.get("deducted")) or Decimal(0),
        remarks=said.get("remarks", "履约正常"), by=by, now=step.at,
    )  # fmt: skip


def _on_contract(act: Callable[..., HandlerContract]) -> Did:
    def do(play: "Play", step: Step, by: Actor) -> None:
        play.contract = act(contract=_contract(play), by=by, now=step.at, **step.inputs)

    return do


def _on_evaluation(act: Callable[..., HandlerEvaluation]) -> Did:
    def do(play: "Play", step: Step, by: Actor) -> None:
        if play.evaluation is None:
            raise Refusal(Code.WRONG_STATE, "还没有考核。")
        play.evaluation = act(evaluation=play.evaluation, by=by, now=step.at, **step.inputs)

    return do


def _contract(play: "Play") -> HandlerContract:
    if play.contract is None:
        raise Refusal(Code.WRONG_STATE, "还没有拟订合同。")
    return play.contract


def _sum(given: str | None) -> Decimal | None:
    return None if given is None else Decimal(given)


ENTRUSTING: dict[str, Did] = {
    "providers.record_tender": tender,
    "providers.propose_contract": propose,
    "providers.approve_contract": _on_contract(contracts.approve),
    "providers.return_contract": _on_contract(contracts.send_back),
    "providers.terminate_contract": _on_contract(contracts.terminate),
    "providers.evaluate_handler": evaluate,
    "providers.confirm_evaluation": _on_evaluation(evaluations.confirm),
    "providers.return_evaluation": _on_evaluation(evaluations.send_back),
}
