"""Declare kinship or interest between one who assesses and a person: from then on the acts keep them apart. A6.

新疆第八条（一）1; 乌鲁木齐第十九条; 宁夏第十五条（一）; 黑龙江第八条（一）.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.models import Appointment, User
from accounts.posts import Post
from assessment.models import Interest
from enrolment.models import Person
from policy import rule
from policy.areas import NATIONAL
from workflow import journal
from workflow.refusal import Code, Refusal

KEY = "assessment.recusal"
FOR_OTHERS = (Post.BODY_MANAGER, Post.COMMITTEE_SECRETARY)
FOR_ONESELF = (Post.ASSESSOR, Post.EXPERT, Post.COMMITTEE_EXPERT)


def declare_interest(*, user: User, id_number: str, relation: str, by: Actor, now: datetime) -> Interest:
    """`user` declares for themselves, or the manager of their organisation for them; the person by ID number."""
    seat = _seat(user, by, now)
    article = _article(seat.area_code, now)
    person = Person.objects.with_id_number(id_number.strip().upper()).first()
    if person is None:
        raise Refusal(Code.INVALID_INPUT, "没有登记这个证件号码的参保人，请核对。", article, {"id_number": "未登记"})
    if not relation.strip():
        raise Refusal(Code.INVALID_INPUT, "请写明亲属或利害关系。", article, {"relation": "必填"})
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Interest(user=user, person=person, relation=relation.strip(), declared_at=now)
                row.declared_by_id = by.user_id  # type: ignore[assignment]
                row.save(force_insert=True)
        except IntegrityError:
            raise Refusal(Code.INVALID_INPUT, "这项回避关系已经申报过。", article) from None
        journal.record(
            area_code=seat.area_code,
            act="assessment.declare_interest",
            by=by,
            seat=seat,
            now=now,
            case_kind="enrolment.person",
            case_id=str(person.pk),
            citation=article,
            changed={"user": user.name},
        )
    return row


def _seat(user: User, by: Actor, now: datetime) -> Seat:
    own = by.seat(FOR_ONESELF)
    if own is not None and user.pk == by.user_id:
        return own
    for seat in by.seats:
        if seat.post in FOR_OTHERS and _works_in(user, seat, now):
            return seat
    raise Refusal(
        Code.NOT_PERMITTED,
        "回避关系由评估人员本人申报，或由所在机构的管理员、评定办公室秘书代为申报。",
        _article(by.seats[0].area_code if by.seats else "", now),
    )


def _article(area_code: str, now: datetime) -> str:
    """The rule of the area in which the seat works; the national one for who sits nowhere."""
    return rule(KEY, area=area_code or NATIONAL, on=timezone.localdate(now)).citation


def _works_in(user: User, seat: Seat, now: datetime) -> bool:
    if seat.organisation_id is None:
        return False
    held = Appointment.objects.in_force(timezone.localdate(now))
    return held.filter(user=user, organisation_id=seat.organisation_id).exists()
