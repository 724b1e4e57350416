"""A handler is chosen, its contract is drawn up by one and approved by another, ended with its reason. T1, T2.

新疆第五十二至五十五条; 宁夏第六十五至六十七条; 黑龙江第五十二至五十五条. Each is one journalled transaction.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.models import Organisation
from accounts.posts import Kind, Post
from policy import Line, rule
from policy.words import word
from providers.models import Bid, HandlerContract, HandlerEvaluation, Tender
from workflow import journal
from workflow.refusal import Code, Refusal

State = HandlerContract.State
HUNDRED = 100


def officer_of(agency: Organisation, by: Actor, citation: str) -> Seat:
    seat = by.seat((Post.AGREEMENT_OFFICER,), agency.pk)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "只有本经办机构的协议管理岗可以办理委托经办合同。", citation)
    return seat


def supervisor_of(agency: Organisation, by: Actor, citation: str) -> Seat:
    seat = by.seat((Post.SUPERVISOR,), agency.pk)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "委托经办合同及其考核由本经办机构的负责人审核。", citation)
    return seat


def terms(agency: Organisation, key: str, on: date) -> Line:
    return rule(f"providers.handler.{key}", area=agency.area_id, on=on)


def record_tender(
    *, agency: Organisation, bids: Sequence[dict[str, Any]], by: Actor, now: datetime, **facts: Any
) -> Tender:
    """`bids`: {"bidder": Organisation, "quote": str, "marks": {criterion: 0–100}, "won": bool}; exactly one has won."""
    line = terms(agency, "selection", timezone.localdate(now))
    seat = officer_of(agency, by, line.citation)
    if [bid["won"] for bid in bids].count(True) != 1:
        raise Refusal(Code.INVALID_INPUT, "请在投标机构中选定一家中选机构。", line.citation, {"winner": "须选一家"})
    for bid in bids:
        missing = [word("handler_selection", code) for code in line.value if code not in bid["marks"]]
        if missing:
            told = f"{bid['bidder'].name} 缺少评分：{'、'.join(missing)}。"
            raise Refusal(Code.INVALID_INPUT, told, line.citation, {"bids": told})
    try:
        with transaction.atomic():
            tender = Tender.objects.create(agency=agency, recorded_by_id=by.user_id or 0, recorded_at=now, **facts)
            Bid.objects.bulk_create([Bid(tender=tender, **bid) for bid in bids])
            winner = next(bid["bidder"].name for bid in bids if bid["won"])
            _write("providers.record_tender", tender, agency, seat, by, now, line.citation, changed={"won": winner})
    except IntegrityError as problem:
        raise Refusal(Code.INVALID_INPUT, "项目编号已经登记过，或者同一家机构填了两次。", line.citation) from problem
    return tender


def propose(*, tender: Tender, by: Actor, now: datetime, **facts: Any) -> HandlerContract:
    """A contract with the winner of a tender; the holdback is the region's where it has one."""
    today, agency = timezone.localdate(now), tender.agency
    line = terms(agency, "tasks", facts["starts_on"])
    seat = officer_of(agency, by, line.citation)
    winner = tender.bids.select_related("bidder").get(won=True).bidder
    contract = HandlerContract(
        agency=agency,
        handler=winner,
        tender=tender,
        holdback=terms(agency, "holdback", facts["starts_on"]).value,
        proposed_by_id=by.user_id or 0,
        proposed_at=now,
        **facts,
    )
    _lawful(contract, today)
    try:
        with transaction.atomic():
            contract.save()
            _write("providers.propose_contract", contract, agency, seat, by, now, line.citation, contract.reason)
    except IntegrityError as problem:
        raise Refusal(
            Code.INVALID_INPUT, "合同编号已经使用，或者计费方式、期间填写有误，请核对。", line.citation
        ) from problem
    return contract


def _lawful(contract: HandlerContract, today: date) -> None:
    """What the articles and the contract itself ask, told beside the field."""
    agency, on = contract.agency, contract.starts_on
    line = terms(agency, "tasks", on)
    if agency.level != Organisation.Level.POOLING_AREA:
        maker = terms(agency, "contracted_by", on)
        told = f"委托经办合同由{word('designators', maker.value)}签订，{agency.name}不能签订。"
        raise Refusal(Code.NOT_PROVIDED_FOR, told, maker.citation)
    if contract.handler.kind != Kind.HANDLER:
        raise Refusal(Code.INVALID_INPUT, f"{contract.handler.name} 没有登记为委托经办机构。", line.citation)
    other = [code for code in contract.tasks if code not in line.value]
    if other or not contract.tasks:
        told = f"本地规定的协助业务中没有：{'、'.join(other)}。" if other else "请至少选择一项协助业务。"
        raise Refusal(Code.NOT_PROVIDED_FOR, told, line.citation, {"tasks": told})
    bases = terms(agency, "fee_bases", on)
    if "contract" not in bases.value and contract.basis not in bases.value:
        told = f"本地规定服务费{'或'.join(word('fee_bases', code) for code in bases.value)}支付。"
        raise Refusal(Code.NOT_PROVIDED_FOR, told, bases.citation, {"basis": told})
    _fee(contract, bases.citation)
    if sum(row["weight"] for row in contract.indicators) != HUNDRED:
        uses = terms(agency, "performance_uses", on)
        raise Refusal(
            Code.INVALID_INPUT, "各项考核指标的权重合计须为 100。", uses.citation, {"indicators": "合计须为 100"}
        )
    _renewal(contract, today)


def _fee(contract: HandlerContract, citation: str) -> None:
    """One of ratio and sum, and that one in full: a contract without a fee could not be evaluated against it."""
    asked, other = ("ratio", "amount") if contract.basis == HandlerContract.Basis.RATIO else ("amount", "ratio")
    given = getattr(contract, asked)
    if given is None or given <= 0 or getattr(contract, other) is not None:
        told = "按比例的填写比例，按定额的填写金额，二者只填一项。"
        raise Refusal(Code.INVALID_INPUT, told, citation, {asked: told})


def _renewal(contract: HandlerContract, today: date) -> None:
    """Renewal hangs on the evaluation: after one that failed, the contract says why it is renewed all the same."""
    uses = terms(contract.agency, "performance_uses", contract.starts_on)
    last = HandlerEvaluation.objects.filter(
        contract__agency=contract.agency, contract__handler=contract.handler, state=HandlerEvaluation.State.CONFIRMED
    ).order_by("-until").first()  # fmt: skip
    if last is not None and not last.passed and "renewal" in uses.value and not contract.reason.strip():
        told = f"{contract.handler.name} 最近一次考核（{last.until:%Y年%-m月%-d日}止）不合格，续签须写明理由。"
        raise Refusal(Code.NOT_QUALIFIED, told, uses.citation, {"reason": told})


def approve(*, contract: HandlerContract, by: Actor, now: datetime) -> HandlerContract:
    """In force from its first day; handler staff may then assist with what it lists, and with nothing else."""
    with transaction.atomic():
        row, seat, citation = _locked(contract, by, State.PROPOSED)
        _lawful(row, timezone.localdate(now))
        row.state, row.decided_by_id, row.decided_at = State.IN_FORCE, by.user_id, now
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as problem:
            told = "与这家机构的委托期间重叠，请先解除原合同或者改动期间。"
            raise Refusal(Code.WRONG_STATE, told, citation) from problem
        _write("providers.approve_contract", row, row.agency, seat, by, now, citation)
    return row


def send_back(*, contract: HandlerContract, reason: str, by: Actor, now: datetime) -> HandlerContract:
    with transaction.atomic():
        row, seat, citation = _locked(contract, by, State.PROPOSED)
        _reasoned(reason, "退回", citation)
        row.state, row.decided_by_id, row.decided_at, row.reason = State.RETURNED, by.user_id, now, reason.strip()
        row.save()
        _write("providers.return_contract", row, row.agency, seat, by, now, citation, reason)
    return row


def terminate(*, contract: HandlerContract, reason: str, by: Actor, now: datetime) -> HandlerContract:
    """From this moment its staff may assist with nothing; its last contract year ends today."""
    with transaction.atomic():
        row, seat, citation = _locked(contract, by, State.IN_FORCE)
        _reasoned(reason, "解除", citation)
        row.state, row.reason = State.TERMINATED, reason.strip()
        row.ends_on = max(row.starts_on + timedelta(days=1), min(row.ends_on, timezone.localdate(now)))
        row.save()
        _write("providers.terminate_contract", row, row.agency, seat, by, now, citation, reason)
    return row


def _reasoned(reason: str, what: str, citation: str) -> None:
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, f"{what}须写明理由。", citation, {"reason": "必填"})


def _locked(contract: HandlerContract, by: Actor, state: str) -> tuple[HandlerContract, Seat, str]:
    rows = HandlerContract.objects.select_for_update(of=("self",)).select_related("agency", "handler")
    row = rows.get(pk=contract.pk)
    citation = terms(row.agency, "tasks", row.starts_on).citation
    seat = supervisor_of(row.agency, by, citation)
    if row.proposed_by_id == by.user_id:
        raise Refusal(Code.SAME_PERSON, "合同的拟订和审核必须由两个人办理。", citation)
    if row.state != state:
        raise Refusal(Code.WRONG_STATE, f"这份合同现在是“{row.get_state_display()}”，不能这样办理。", citation)
    return row, seat, citation


def _write(
    act: str, row: Any, agency: Organisation, seat: Seat, by: Actor, now: datetime, citation: str, reason: str = "",
    changed: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    journal.record(
        area_code=agency.area_id,
        act=act,
        by=by,
        seat=seat,
        now=now,
        case_kind=str(row._meta.label_lower),
        case_id=str(row.pk),
        new_state=str(getattr(row, "state", "")),
        reason=reason,
        citation=citation,
        changed=changed or _said(row),
    )


def _said(row: Any) -> dict[str, Any]:
    names = ("number", "tasks", "basis", "ratio", "amount", "holdback", "starts_on", "ends_on")
    return {name: _plain(getattr(row, name)) for name in names if hasattr(row, name)}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal | date) else value
