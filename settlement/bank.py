"""The payment file for the bank, the file that comes back, and what does not agree. F3.

What the bank says is never taken on trust: an unknown number, another amount, a reference used twice are told, and
nothing of that row is done; the same answer twice changes nothing.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from accounts.actors import Actor, Seat
from accounts.models import Organisation
from accounts.posts import Post
from policy import rule
from settlement.models import Account, Leg, Payment
from workflow import journal
from workflow.refusal import Code, Refusal

HEAD = ("拨付单号", "户名", "开户银行", "账号", "金额", "用途")
BACK = ("拨付单号", "金额", "结果", "流水号", "日期", "原因")
DONE, FAILED = "成功", "失败"
LARGEST = 5 * 1024 * 1024
MONEY = re.compile(r"^\d{1,12}(\.\d{1,2})?$")
FORMULA = ("=", "+", "-", "@", "\t")


@dataclass(frozen=True)
class Told:
    """What came of one row of the bank's file; `ok` when it was taken or had been taken before."""

    row: int
    number: str
    sentence: str
    ok: bool


def seat_of(by: Actor, agency: Organisation) -> Seat:
    seat = by.seat((Post.PAYER,), agency.pk)
    if seat is None:
        citation = rule("settlement.separate_posts", area=agency.area_id, on=date.today()).citation
        raise Refusal(Code.NOT_PERMITTED, "付款文件和银行回盘只能由本经办机构的拨付岗办理。", citation)
    return seat


def instructed(agency: Organisation) -> "QuerySet[Payment]":
    return Payment.objects.filter(batch__agency=agency, state=Payment.State.INSTRUCTED).order_by("number")


def payment_file(*, agency: Organisation, by: Actor, now: datetime) -> bytes:
    """All orders that the bank has not answered, as CSV; who took it is in the journal."""
    seat = seat_of(by, agency)
    stream = io.StringIO()
    write = csv.writer(stream)
    write.writerow(HEAD)
    count = total = 0
    for row in instructed(agency).select_related("batch__provider"):
        purpose = f"{row.batch.month:%Y年%m月}长护险费用"
        write.writerow(
            [
                _safe(cell)
                for cell in (row.number, row.holder, row.bank, str(row.account), yuan(row.amount_fen), purpose)
            ]
        )
        count, total = count + 1, total + row.amount_fen
    with transaction.atomic():
        journal.record(
            area_code=agency.area_id, act="settlement.take_payment_file", by=by, seat=seat, now=now,
            case_kind="settlement.payment", changed={"count": count, "fen": total},
        )  # fmt: skip
    return stream.getvalue().encode("utf-8-sig")


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _safe(cell: str) -> str:
    """A cell that a spreadsheet would run is written as text."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def take_answers(*, agency: Organisation, content: bytes, by: Actor, now: datetime) -> list[Told]:
    """Note what the bank did with each order; each row by itself, so that a wrong one does not hold up the others."""
    seat = seat_of(by, agency)
    if len(content) > LARGEST:
        raise Refusal(Code.INVALID_INPUT, "回盘文件超过 5 MB。", "", {"file": "过大"})
    told = []
    for number, cells in _rows(content):
        with transaction.atomic():
            told.append(_take(number, cells, agency, seat, by, now))
    return told


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    try:
        rows = list(csv.reader(io.StringIO(text)))
    except csv.Error:
        rows = []
    if not rows or [cell.strip() for cell in rows[0]][: len(BACK)] != list(BACK):
        message = f"首行应为：{'、'.join(BACK)}。"
        raise Refusal(Code.INVALID_INPUT, f"回盘文件的{message}", "", {"file": message})
    for number, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            padded = [*cells, *([""] * len(BACK))]
            yield number, {name: padded[place].strip() for place, name in enumerate(BACK)}


def _take(row: int, cells: dict[str, str], agency: Organisation, seat: Seat, by: Actor, now: datetime) -> Told:
    number = cells["拨付单号"]
    locked = Payment.objects.select_for_update(of=("self",)).filter(number=number, batch__agency=agency)
    payment = locked.select_related("batch").first()
    wrong = _wrong(payment, cells)
    if wrong or payment is None:
        return Told(row, number, wrong, False)
    state = Payment.State.CONFIRMED if cells["结果"] == DONE else Payment.State.FAILED
    if payment.state != Payment.State.INSTRUCTED:
        same = payment.state == state and payment.bank_reference == cells["流水号"]
        said = "已经登记过，没有变化。" if same else f"这笔拨付{payment.get_state_display()}，不能再改。"
        return Told(row, number, said, same)
    payment.state, payment.bank_reference = state, cells["流水号"]
    payment.bank_day = date.fromisoformat(cells["日期"])
    payment.failure = cells["原因"][:200] if state == Payment.State.FAILED else ""
    payment.save()
    journal.record(
        area_code=agency.area_id, act="settlement.take_bank_answer", by=by, seat=seat, now=now, matter=payment.batch.matter,
        case_kind="settlement.payment", case_id=str(payment.pk), new_state=state, reason=payment.failure,
        changed={"reference": payment.bank_reference, "fen": payment.amount_fen},
    )  # fmt: skip
    return Told(row, number, str(payment.get_state_display()), True)


def _wrong(payment: Payment | None, cells: dict[str, str]) -> str:
    """The sentence for a row that is not taken; empty for one that is."""
    if payment is None:
        return "没有这个拨付单号，没有登记。"
    if not MONEY.match(cells["金额"]) or _fen(cells["金额"]) != payment.amount_fen:
        return f"金额与拨付单不符（应为 {yuan(payment.amount_fen)} 元），没有登记；请与银行核对。"
    if cells["结果"] not in (DONE, FAILED):
        return f"结果应为{DONE}或{FAILED}，没有登记。"
    if not cells["流水号"] or len(cells["流水号"]) > 60:
        return "没有银行流水号，没有登记。"
    used = Payment.objects.filter(bank_reference=cells["流水号"]).exclude(pk=payment.pk)
    if used.exists():
        return f"流水号已用于拨付单 {used.values_list('number', flat=True)[0]}，没有登记。"
    try:
        date.fromisoformat(cells["日期"])
    except ValueError:
        return "日期应为 2026-04-15 这样的日期，没有登记。"
    return ""


def _fen(text: str) -> int:
    whole, _, part = text.partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0") or 0)


@dataclass(frozen=True)
class Reconciliation:
    """A month's payments by the bank's answers against what the books say left the account; amounts in fen."""

    by_state: list[dict[str, object]]
    confirmed: int
    booked: int

    @property
    def difference(self) -> int:
        return self.booked - self.confirmed


def reconcile(agency: Organisation, first: date, last: date) -> Reconciliation:
    """`booked` less `confirmed` is what the bank has not answered yet, or has sent back and nobody has reversed."""
    rows = Payment.objects.filter(batch__agency=agency, day__gte=first, day__lte=last).order_by()
    by_state = list(rows.values("state").annotate(count=Count("pk"), fen=Sum("amount_fen")).order_by("state"))
    confirmed = sum(int(row["fen"] or 0) for row in by_state if row["state"] == Payment.State.CONFIRMED)
    money = Q(account__in=(Account.FISCAL, Account.EXPENDITURE)) & ~Q(voucher__kind="transfer")
    legs = Leg.objects.filter(money, voucher__agency=agency, voucher__day__gte=first, voucher__day__lte=last)
    booked = -int(
        legs.filter(voucher__kind__in=("payment", "reversal")).aggregate(total=Sum("amount_fen"))["total"] or 0
    )
    return Reconciliation(by_state, confirmed, booked)
