"""Where an organisation's money goes: entered by one person, confirmed by another, never changed. F3, G3."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.areas import covers
from accounts.models import Organisation
from accounts.posts import Post
from policy import rule
from settlement.models import Payee
from workflow import journal
from workflow.refusal import Code, Refusal

ENTERING = (Post.AGREEMENT_OFFICER, Post.SUPERVISOR)
SHORTEST, LONGEST = 8, 32


def current(organisation_id: int) -> Payee | None:
    """The account that was confirmed last."""
    return Payee.objects.filter(organisation_id=organisation_id, confirmed_at__isnull=False).order_by("-id").first()


def enter(*, organisation: Organisation, holder: str, bank: str, account: str, by: Actor, now: datetime) -> Payee:
    seat, citation = _seat(organisation, by, now)
    digits = account.replace(" ", "")
    wrong = {name: "必填" for name, said in (("holder", holder), ("bank", bank)) if not said.strip()}
    if not (digits.isascii() and digits.isdigit() and SHORTEST <= len(digits) <= LONGEST):
        wrong["account"] = "应为 8 至 32 位数字"
    if wrong:
        raise Refusal(Code.INVALID_INPUT, "收款账户填写有误。", citation, wrong)
    with transaction.atomic():
        payee = Payee.objects.create(
            organisation=organisation, holder=holder.strip()[:120], bank=bank.strip()[:120], account=digits,
            last4=digits[-4:], entered_by_id=by.user_id or 0, entered_at=now,
        )  # fmt: skip
        _write("settlement.enter_payee", payee, seat, by, now, citation)
    return payee


def confirm(*, payee: Payee, by: Actor, now: datetime) -> Payee:
    seat, citation = _seat(payee.organisation, by, now)
    with transaction.atomic():
        row = Payee.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=payee.pk)
        if row.confirmed_at is not None:
            raise Refusal(Code.ALREADY_CONFIRMED, "这个账户已经确认。", citation)
        if row.entered_by_id == by.user_id:
            raise Refusal(Code.SAME_PERSON, "收款账户的登记和确认必须由两个人办理。", citation)
        row.confirmed_by_id, row.confirmed_at = by.user_id, now
        row.save()
        _write("settlement.confirm_payee", row, seat, by, now, citation)
    return row


def _seat(organisation: Organisation, by: Actor, now: datetime) -> tuple[Seat, str]:
    citation = rule("settlement.separate_posts", area=organisation.area_id, on=timezone.localdate(now)).citation
    for seat in by.seats:
        if seat.post in ENTERING and covers(seat.area_code, organisation.area_id):
            return seat, citation
    raise Refusal(Code.NOT_PERMITTED, "收款账户只能由本辖区经办机构的协议管理岗或负责人登记、确认。", citation)


def _write(act: str, payee: Payee, seat: Seat, by: Actor, now: datetime, citation: str) -> None:
    journal.record(
        area_code=payee.organisation.area_id, act=act, by=by, seat=seat, now=now, case_kind="settlement.payee",
        case_id=str(payee.pk), citation=citation,
        changed={"organisation": payee.organisation.name, "bank": payee.bank, "last4": payee.last4},
    )  # fmt: skip
