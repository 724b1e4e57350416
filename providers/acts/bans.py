"""Enter that somebody may not practise or manage in a time, as a sanction decided. S4 (roster side).

新疆、黑龙江第三十六条; 宁夏第五十一条. The chapter of inspections executes its sanctions through this.
"""

from datetime import date, datetime

from django.utils import timezone

from accounts.actors import Actor
from accounts.crypto import blind_index
from accounts.identity import RESIDENT_CARD, IdentityError, read_identity
from accounts.posts import Post
from policy import rule
from providers.models import PracticeBan
from workflow import journal
from workflow.refusal import Code, Refusal


def enter_ban(
    *, name: str, id_number: str, scope: str, starts_on: date, ends_on: date, reason: str, by: Actor, now: datetime
) -> PracticeBan:
    """`scope`: manage, practise or payment; `reason`: the decision on which it rests."""
    seat = by.seat((Post.AGREEMENT_OFFICER, Post.INSPECTOR))
    area = seat.area_code if seat else "national"
    article = rule("providers.agreement.end_reported", area=area, on=timezone.localdate(now)).citation
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "从业限制由经办机构的协议管理岗或稽核岗登记。", article)
    try:
        number = read_identity(id_number, RESIDENT_CARD, on=timezone.localdate(now)).number
    except IdentityError as error:
        raise Refusal(Code.INVALID_INPUT, str(error), article, {"id_number": str(error)}) from None
    if ends_on < starts_on or not reason.strip():
        told = "截止日期不能早于起始日期，并须写明依据的处理决定。"
        raise Refusal(Code.INVALID_INPUT, told, article, {"ends_on": told})
    row = PracticeBan.objects.create(
        name=name.strip(), id_index=blind_index(number, "id_number"), scope=scope, starts_on=starts_on, ends_on=ends_on,
        reason=reason.strip()[:300], entered_by_id=by.user_id or 0, entered_at=now,
    )  # fmt: skip
    journal.record(
        area_code=seat.area_code, act="providers.enter_ban", by=by, seat=seat, now=now,
        case_kind="providers.practiceban",
        case_id=str(row.pk), reason=row.reason, citation=article,
        changed={"person": row.name, "scope": scope, "term": [str(starts_on), str(ends_on)]},
    )  # fmt: skip
    return row
