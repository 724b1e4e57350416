"""Post to the books: vouchers whose legs sum to zero, in months that are open. F5.

新疆第二十六条; 宁夏第三十八、四十二、四十四条; 黑龙江第二十六条.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from accounts.actors import Actor
from accounts.models import Organisation
from accounts.posts import Post
from policy import rule
from settlement.models import Account, ClaimBatch, ClosedMonth, HandlerFee, Leg, Voucher
from settlement.partitions import following
from workflow import journal
from workflow.refusal import Code, Refusal

Entry = tuple[str, int, Organisation | None]
EXPENSE = {
    ClaimBatch.Kind.CARE: Account.CARE,
    ClaimBatch.Kind.ASSESSMENT: Account.ASSESSMENT,
    ClaimBatch.Kind.HANDLING: Account.HANDLING,
}


def post(
    *, agency: Organisation, day: date, kind: str, text: str, legs: Sequence[Entry], by: Actor, now: datetime,
    batch: ClaimBatch | None = None, reverses: Voucher | None = None,
) -> Voucher | None:  # fmt: skip
    """Write a voucher; legs are (account, fen with debit positive, party), those of nothing are left out.

    None where nothing moves. Raises `Refusal` for a closed month; PostgreSQL refuses what does not balance.
    """
    moving = [(account, fen, party) for account, fen, party in legs if fen]
    if not moving:
        return None
    _open(agency, day)
    voucher = Voucher.objects.create(
        agency=agency, day=day, kind=kind, text=text[:200], batch=batch, reverses=reverses, by_id=by.user_id, at=now
    )
    Leg.objects.bulk_create(Leg(voucher=voucher, account=a, amount_fen=fen, party=party) for a, fen, party in moving)
    return voucher


def accrual(batch: ClaimBatch) -> list[Entry]:
    """What the fund owes for a re-checked batch.

    The holdback of a handler's fee was booked as expense with the fee: it is paid out of what was withheld, and what
    the evaluation keeps of it lessens the expense again.
    """
    owed: Entry = (Account.PAYABLE, -batch.fund_fen, batch.provider)
    fee = HandlerFee.objects.filter(batch=batch, part=HandlerFee.Part.HELD).first()
    expense = EXPENSE[ClaimBatch.Kind(batch.kind)]
    if fee is None:
        return [(expense, batch.fund_fen, None), owed]
    return [(Account.WITHHELD, fee.held_fen, batch.provider), owed, (expense, batch.fund_fen - fee.held_fen, None)]


def reverse(voucher: Voucher, *, day: date, text: str, by: Actor, now: datetime) -> Voucher | None:
    """The same legs the other way round."""
    legs = [(leg.account, -leg.amount_fen, leg.party) for leg in voucher.legs.select_related("party")]
    return post(
        agency=voucher.agency, day=day, kind=Voucher.Kind.REVERSAL, text=text, legs=legs, by=by, now=now,
        batch=voucher.batch, reverses=voucher,
    )  # fmt: skip


def standing(batch: ClaimBatch, kind: str) -> Voucher | None:
    """The batch's voucher of that kind which has not been reversed."""
    rows = Voucher.objects.filter(batch=batch, kind=kind, reversed_by__isnull=True)
    return rows.select_related("agency").order_by("-id").first()


def _open(agency: Organisation, day: date) -> None:
    if ClosedMonth.objects.filter(agency=agency, month__gte=day.replace(day=1)).exists():
        line = rule("settlement.accounts", area=agency.area_id, on=day)
        raise Refusal(Code.CLOSED_PERIOD, f"{day:%Y年%m月}的账已经结账，不能再记账。", line.citation)


def cash(agency: Organisation, on: date) -> str:
    """The account from which the agency pays: the expenditure account where the region has one."""
    kept = rule("settlement.accounts", area=agency.area_id, on=on).value
    return Account.EXPENDITURE if "expenditure" in kept else Account.FISCAL


def balances(agency: Organisation, until: date) -> dict[str, int]:
    """The balance of each account at the end of a day, in fen; debit positive."""
    rows = Leg.objects.filter(voucher__agency=agency, voucher__day__lte=until)
    return {row["account"]: row["total"] for row in rows.values("account").annotate(total=Sum("amount_fen")).order_by()}


def close(*, agency: Organisation, month: date, by: Actor, now: datetime) -> ClosedMonth:
    """Close a month that is over, and with it all before it; what is written later goes to a later month."""
    line = rule("settlement.accounts", area=agency.area_id, on=month)
    seat = by.seat((Post.SUPERVISOR,), agency.pk)
    if seat is None or by.user_id is None:
        raise Refusal(Code.NOT_PERMITTED, "结账只能由本经办机构的负责人办理。", line.citation)
    if now.date() < following(month):
        raise Refusal(Code.TOO_EARLY, "这个月还没有结束，不能结账。", line.citation, {"month": "尚未结束"})
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Who is posting finishes first; who comes later finds the month closed.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('settlement.close', %s))", [agency.pk])
        if ClosedMonth.objects.filter(agency=agency, month__gte=month).exists():
            raise Refusal(Code.WRONG_STATE, "这个月已经结账。", line.citation, {"month": "已结账"})
        _zero_at_year_end(agency, month)
        row = ClosedMonth.objects.create(
            agency=agency, month=month, balances=balances(agency, _last_day(month)), by_id=by.user_id, at=now
        )
        journal.record(
            area_code=agency.area_id, act="settlement.close_month", by=by, seat=seat, now=now,
            case_kind="settlement.closedmonth", case_id=str(row.pk), citation=line.citation,
            changed={"month": f"{month:%Y-%m}", **row.balances},
        )  # fmt: skip
    return row


def _zero_at_year_end(agency: Organisation, month: date) -> None:
    """宁夏第四十四条: at the end of the year the expenditure account is empty."""
    line = rule("settlement.expenditure_account_zero", area=agency.area_id, on=month)
    left = balances(agency, _last_day(month)).get(Account.EXPENDITURE, 0)
    if line.value and month.month == 12 and left:
        message = f"支出户年末还有余额 {left / 100:.2f} 元，须先划回财政专户。"
        raise Refusal(Code.NOT_PROVIDED_FOR, message, line.citation)


def _last_day(month: date) -> date:
    return date.fromordinal(following(month).toordinal() - 1)


def transfer(
    *, agency: Organisation, fen: int, into: str, text: str, by: Actor, now: datetime, day: date
) -> Voucher | None:
    """Move money between the fiscal special account and the expenditure account."""
    line = rule("settlement.accounts", area=agency.area_id, on=day)
    seat = by.seat((Post.SUPERVISOR,), agency.pk)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "划拨只能由本经办机构的负责人办理。", line.citation)
    if "expenditure" not in line.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地没有设支出户，不需要划拨。", line.citation)
    if fen <= 0 or into not in (Account.FISCAL, Account.EXPENDITURE):
        raise Refusal(Code.INVALID_INPUT, "请填写大于零的金额并选择转入账户。", line.citation, {"amount": "有误"})
    other = Account.FISCAL if into == Account.EXPENDITURE else Account.EXPENDITURE
    with transaction.atomic():
        legs: list[Any] = [(into, fen, None), (other, -fen, None)]
        voucher = post(agency=agency, day=day, kind=Voucher.Kind.TRANSFER, text=text, legs=legs, by=by, now=now)
        assert voucher is not None
        journal.record(
            area_code=agency.area_id, act="settlement.transfer", by=by, seat=seat, now=now, reason=text,
            case_kind="settlement.voucher", case_id=str(voucher.pk), citation=line.citation,
            changed={"into": into, "fen": fen},
        )  # fmt: skip
    return voucher
