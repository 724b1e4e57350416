"""Show a masked value whole; each time is journalled. 新疆第四十六条; 宁夏第五十九条; 黑龙江第四十六条."""

from datetime import datetime

from django.db import transaction

from accounts.actors import Actor
from enrolment.acts.register import seat_for
from enrolment.models import Person
from workflow import journal
from workflow.refusal import Code, Refusal

ARTICLE = "经办规程 信息安全（新疆、黑龙江第四十六条；宁夏第五十九条）"
FIELDS = {"id_number": "证件号码", "phone": "联系电话", "address": "居住地址"}


def unmask(*, person: Person, field: str, reason: str, by: Actor, now: datetime) -> str:
    """The plain value of one field, after writing who looked at it and why."""
    if field not in FIELDS:
        raise Refusal(Code.INVALID_INPUT, "没有这一项可供查看。")
    if not reason.strip():
        raise Refusal(Code.INVALID_INPUT, "请填写查看完整信息的理由。", ARTICLE, {"reason": "必填"})
    seat = seat_for(by, person.area_code)
    with transaction.atomic():
        journal.record(
            area_code=seat.area_code,
            act="enrolment.unmask",
            by=by,
            seat=seat,
            now=now,
            case_kind="enrolment.person",
            case_id=str(person.pk),
            reason=reason.strip(),
            citation=ARTICLE,
            changed={"field": FIELDS[field]},
        )
    return str(getattr(person, field))
