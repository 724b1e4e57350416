"""A handler is evaluated for a contract year by the contract's indicators; fee and holdback follow from it. T2, T3.

新疆第五十七条; 宁夏第六十九条; 黑龙江第五十七条; 天津（十一）.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from providers.acts.contracts import officer_of, supervisor_of, terms
from providers.models import HandlerContract, HandlerEvaluation
from providers.rules import handler_fee
from workflow import journal
from workflow.refusal import Code, Refusal

State = HandlerEvaluation.State


def evaluate(
    *,
    contract: HandlerContract,
    year: int,
    marks: Sequence[Decimal],
    base: Decimal | None,
    deducted: Decimal,
    remarks: str,
    by: Actor,
    now: datetime,
) -> HandlerEvaluation:
    """`marks` in the order of the contract's indicators; `base` in yuan where the fee is a ratio of something."""
    line = terms(contract.agency, "performance_uses", contract.starts_on)
    seat = officer_of(contract.agency, by, line.citation)
    span = next((row for row in handler_fee.years(contract.starts_on, contract.ends_on) if row.number == year), None)
    if contract.state not in (HandlerContract.State.IN_FORCE, HandlerContract.State.TERMINATED) or span is None:
        raise Refusal(Code.WRONG_STATE, "合同没有这个年度，或者合同没有生效。", line.citation, {"year": "没有这个年度"})
    if span.until >= timezone.localdate(now):
        told = f"第 {year} 合同年度至 {span.until:%Y年%-m月%-d日} 届满，届满后才能考核。"
        raise Refusal(Code.TOO_EARLY, told, line.citation, {"year": told})
    try:
        fee = handler_fee.fee(span, ratio=contract.ratio, amount=contract.amount, base=base, holdback=contract.holdback)
    except ValueError as problem:
        raise Refusal(Code.INVALID_INPUT, str(problem), line.citation, {"base": str(problem)}) from problem
    total = handler_fee.mark([row["weight"] for row in contract.indicators], marks)
    passed = total >= contract.pass_mark
    objection = handler_fee.objections(fee.held, passed, deducted)
    if objection:
        holdback = terms(contract.agency, "holdback", contract.starts_on)
        raise Refusal(Code.INVALID_INPUT, objection, holdback.citation, {"deducted": objection})
    try:
        with transaction.atomic():
            row = HandlerEvaluation.objects.create(
                contract=contract,
                year=year,
                since=span.since,
                until=span.until,
                base=base if contract.ratio is not None else None,
                marks=[str(mark) for mark in marks],
                total=total,
                passed=passed,
                fee=fee.whole,
                held=fee.held,
                deducted=deducted,
                remarks=remarks,
                proposed_by_id=by.user_id or 0,
                proposed_at=now,
            )
            _write("providers.evaluate_handler", row, seat, by, now, line.citation, remarks)
    except IntegrityError as problem:
        told = f"第 {year} 合同年度已经考核过，不需要重复考核。"
        raise Refusal(Code.WRONG_STATE, told, line.citation) from problem
    return row


def confirm(*, evaluation: HandlerEvaluation, by: Actor, now: datetime) -> HandlerEvaluation:
    with transaction.atomic():
        row, seat, citation = _locked(evaluation, by)
        row.state, row.decided_by_id, row.decided_at = State.CONFIRMED, by.user_id, now
        row.save()
        _write("providers.confirm_evaluation", row, seat, by, now, citation)
    return row


def send_back(*, evaluation: HandlerEvaluation, reason: str, by: Actor, now: datetime) -> HandlerEvaluation:
    with transaction.atomic():
        row, seat, citation = _locked(evaluation, by)
        if not reason.strip():
            raise Refusal(Code.INVALID_INPUT, "退回须写明理由。", citation, {"reason": "必填"})
        row.state, row.decided_by_id, row.decided_at, row.reason = State.RETURNED, by.user_id, now, reason.strip()
        row.save()
        _write("providers.return_evaluation", row, seat, by, now, citation, reason)
    return row


def _locked(evaluation: HandlerEvaluation, by: Actor) -> tuple[HandlerEvaluation, Seat, str]:
    rows = HandlerEvaluation.objects.select_for_update(of=("self",)).select_related("contract__agency")
    row = rows.get(pk=evaluation.pk)
    citation = terms(row.contract.agency, "performance_uses", row.contract.starts_on).citation
    seat = supervisor_of(row.contract.agency, by, citation)
    if row.proposed_by_id == by.user_id:
        raise Refusal(Code.SAME_PERSON, "考核和审核必须由两个人办理。", citation)
    if row.state != State.PROPOSED:
        raise Refusal(Code.WRONG_STATE, f"这次考核现在是“{row.get_state_display()}”，不能这样办理。", citation)
    return row, seat, citation


def _write(
    act: str, row: HandlerEvaluation, seat: Seat, by: Actor, now: datetime, citation: str, reason: str = ""
) -> None:
    journal.record(
        area_code=row.contract.agency.area_id,
        act=act,
        by=by,
        seat=seat,
        now=now,
        case_kind="providers.handlerevaluation",
        case_id=str(row.pk),
        new_state=str(row.state),
        reason=reason,
        citation=citation,
        changed={
            "year": row.year, "total": str(row.total), "passed": row.passed,
            "fee": str(row.fee), "held": str(row.held), "deducted": str(row.deducted),
        },
    )  # fmt: skip
