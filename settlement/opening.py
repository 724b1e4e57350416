"""How a batch of a handler's fee begins: the contract held, one batch at a time, one line that the fund bears whole."""

import secrets
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor
from providers.acts.contracts import terms
from providers.models import HandlerContract
from settlement import handler_fees, partitions
from settlement.handler_fees import YearOfFee
from settlement.models import ClaimBatch, ClaimLine, HandlerFee
from settlement.states import State
from workflow import acts
from workflow.acts import Context
from workflow.refusal import Code, Refusal

LIVE = (HandlerContract.State.IN_FORCE, HandlerContract.State.TERMINATED)
UNDER_WAY = "这家机构已有一批经办服务费正在办理，拨付或退回后才能再开立。"


def begin(
    name: str, /, *, contract: HandlerContract, by: Actor, now: datetime, key: str | None = None, **inputs: Any
) -> acts.Done:
    """Do the act `name` on a new batch of the contract's handler, for the month in which it is opened."""
    month = timezone.localdate(now).replace(day=1)
    batch = ClaimBatch(
        area_code=contract.agency.area_id, agency=contract.agency, policy_on=month, created_at=now, month=month,
        kind=ClaimBatch.Kind.HANDLING, provider=contract.handler, source="",
    )  # fmt: skip
    batch.matter = batch.pk
    try:
        with transaction.atomic():
            return acts.perform(name, case=batch, by=by, now=now, key=key, contract=contract.pk, **inputs)
    except IntegrityError as error:
        if "one_open_batch_for_a_month_and_provider" not in str(error):
            raise
        citation = terms(contract.agency, "fee_bases", contract.starts_on).citation
        raise Refusal(Code.WRONG_STATE, UNDER_WAY, citation) from None


def empty(ctx: Context) -> None:
    if ctx.case.line_count:
        raise Refusal(Code.WRONG_STATE, "这一批已经开立，不能再开立一次；如须更正，请先退回。", ctx.article)


def held(ctx: Context, pk: int, number: int) -> tuple[HandlerContract, YearOfFee]:
    """The contract, locked until commit, and its year; refused while another batch of the handler is under way."""
    rows = HandlerContract.objects.select_for_update(of=("self",)).select_related("agency", "handler")
    case: ClaimBatch = ctx.case
    contract = rows.filter(pk=pk, agency=case.agency_id, handler=case.provider_id).first()
    if contract is None:
        raise Refusal(Code.INVALID_INPUT, "没有这份委托经办合同。", ctx.article)
    found = handler_fees.year_of(contract, number)
    if contract.state not in LIVE or found is None:
        told = "合同没有这个年度，或者合同没有生效。"
        raise Refusal(Code.WRONG_STATE, told, ctx.article, {"year": "没有这个年度"})
    rows_open = ClaimBatch.objects.filter(agency=case.agency_id, provider=case.provider_id, kind=case.kind)
    if rows_open.open().exclude(pk=case.pk).exists():
        raise Refusal(Code.WRONG_STATE, UNDER_WAY, ctx.article)
    return contract, found


def fill(ctx: Context, fee: HandlerFee) -> None:
    """Write the line and the reckoning; a batch that was sent back gives way to this one."""
    case: ClaimBatch = ctx.case
    earlier = ClaimBatch.objects.filter(agency=case.agency_id, provider=case.provider_id, kind=case.kind)
    case.number = earlier.filter(month=case.month).exclude(pk=case.pk).count() + 1
    _replace(case, fee)
    partitions.ensure(case.month)
    ClaimLine.objects.create(
        month=case.month, batch_id=case.pk, row=1, provider_id=case.provider_id, carer_code="", item_code=fee.part,
        day=ctx.today, minutes=0, quantity=1, price_fen=fee.amount_fen, amount_fen=fee.amount_fen,
    )  # fmt: skip
    case.line_count, case.claimed_fen = 1, fee.amount_fen
    case.uploaded_by_id, case.uploaded_at = ctx.by.user_id, ctx.now
    case.seed = secrets.randbelow(2**31)
    fee.batch = case
    fee.save(force_insert=True)
    ctx.reason = fee.note
    ctx.noted |= {
        "contract": fee.contract.number, "year": fee.year, "base": str(fee.base) if fee.base is not None else None,
        "year_fee_fen": fee.year_fee_fen, "amount_fen": fee.amount_fen, "held_fen": fee.held_fen,
        "deducted_fen": fee.deducted_fen,
    }  # fmt: skip


def _replace(case: ClaimBatch, fee: HandlerFee) -> None:
    sent_back = ClaimBatch.objects.select_for_update(of=("self",)).filter(
        state=State.RETURNED, handler_fee__contract=fee.contract, handler_fee__year=fee.year, handler_fee__part=fee.part
    )
    for row in sent_back.order_by("created_at"):
        row.replace()
        row.version += 1
        row.save()
        case.follows = row
