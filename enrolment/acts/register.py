"""Enter a person in the register, or change what it says. E1: 宁夏第九条; 新疆第二十四条; 黑龙江第二十四条."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.areas import covers, parents
from accounts.crypto import blind_index
from accounts.identity import IdentityError, read_identity
from accounts.pinyin import initials, spelling
from accounts.posts import Post
from enrolment.models import Person
from enrolment.models.person import phone_digits
from workflow import journal, request_keys
from workflow.models import JournalEntry
from workflow.refusal import Code, Refusal

ARTICLE = "经办规程 参保登记（宁夏第九条；新疆、黑龙江第二十四条）"
REGISTERING_POSTS = (Post.INTAKE_CLERK, Post.REVIEWER, Post.SUPERVISOR)
KIND = "enrolment.person"
INITIALS, SPELLING = 60, 200  # of Person.initials and Person.spelling
ENCRYPTED = frozenset({"id_number", "phone", "address"})


def register(*, by: Actor, now: datetime, key: str | None = None, **data: Any) -> Person:
    """A new person in the register; refused where the identity number is wrong or already registered.

    `key`: the form's own; what is sent twice with it happens once.
    """
    seat = seat_for(by, data["area_code"])
    with transaction.atomic():
        earlier = request_keys.claim("enrolment.register", by=by, now=now, key=key, said=data) if key else None
        if earlier is not None:
            return Person.objects.get(pk=earlier.case_id)
        person = Person(created_at=now, **data)
        check(person, now)
        complete(person)
        _save(person, force_insert=True)
        _record("enrolment.register", person, by, seat, now, {})
        if key:
            request_keys.keep(key, kind=KIND, pk=person.pk)
    return person


def change(*, person: Person, by: Actor, now: datetime, version: int | None = None, **data: Any) -> Person:
    """Change the file of a person already registered; a page that is older than the file is refused."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        seat = seat_for(by, person.area_code, data.get("area_code", person.area_code))
        if version is not None and version != person.version:
            raise Refusal(Code.STALE_PAGE, _stale(person))
        before = {name: getattr(person, name) for name in data}
        for name, value in data.items():
            setattr(person, name, value)
        check(person, now)
        complete(person)
        person.version += 1
        _save(person)
        changed = {
            name: "（加密内容，略）" if name in ENCRYPTED else [str(before[name]), str(data[name])]
            for name in data
            if before[name] != data[name]
        }
        _record("enrolment.change", person, by, seat, now, changed)
    return person


def _save(person: Person, **how: Any) -> None:
    try:
        with transaction.atomic():
            person.save(**how)
    except IntegrityError as error:
        if "id_index" not in str(error):
            raise
        raise Refusal(
            Code.INVALID_INPUT, "该证件号码已经登记过，请查找原有档案。", ARTICLE, {"id_number": "已登记"}
        ) from None


def _stale(person: Person) -> str:
    """Who changed the file last: a colleague on its page, or a roster of the area or of one above it."""
    above = (person.area_code, *parents(person.area_code))
    by_hand = Q(act="enrolment.change", case_id=str(person.pk))
    by_file = Q(act="enrolment.import_people", area_code__in=above)
    last = JournalEntry.objects.filter(by_hand | by_file).order_by("-id").first()
    who = "被他人修改"
    if last is not None:
        how = "修改" if last.act == "enrolment.change" else "用参保名单更新"
        who = f"由 {last.actor_name} 于 {timezone.localtime(last.at):%H:%M} {how}"
    return f"您打开页面之后，这份档案已{who}。请与现在的内容核对后再保存。"


def seat_for(by: Actor, *area_codes: str) -> Seat:
    """The seat in an agency whose area covers all of `area_codes`; refused otherwise.

    Two of them where a person moves: the agency of one area neither takes people from another nor hands them over.
    """
    for seat in by.seats:
        if seat.post in REGISTERING_POSTS and all(covers(seat.area_code, code) for code in area_codes):
            return seat
    raise Refusal(Code.NOT_PERMITTED, "参保登记只能由参保地医疗保障经办机构的受理岗、审核岗或负责人办理。", ARTICLE)


def check(person: Person, now: datetime) -> None:
    """Identity number against its own rule, and against sex and birth day as entered."""
    try:
        found = read_identity(person.id_number, person.id_type, on=timezone.localdate(now))
    except IdentityError as error:
        raise Refusal(Code.INVALID_INPUT, str(error), "", {"id_number": str(error)}) from None
    person.id_number = found.number
    if found.born is not None and person.born is not None and found.born != person.born:
        raise Refusal(Code.INVALID_INPUT, "出生日期与证件号码不一致，请核对。", "", {"born": "与证件号码不一致"})
    if found.sex and person.sex and found.sex != person.sex:
        raise Refusal(Code.INVALID_INPUT, "性别与证件号码不一致，请核对。", "", {"sex": "与证件号码不一致"})


def complete(person: Person) -> None:
    """The columns that are worked out from others: search keys and blind indexes."""
    # A name of sixty characters spells longer than anybody types.
    person.initials, person.spelling = initials(person.name)[:INITIALS], spelling(person.name)[:SPELLING]
    person.id_index = blind_index(person.id_number, "id_number")
    person.id_last4 = person.id_number[-4:]
    person.phone_index = blind_index(phone_digits(person.phone), "phone") if person.phone else ""


def _record(act: str, person: Person, by: Actor, seat: Seat, now: datetime, changed: dict[str, Any]) -> None:
    journal.record(
        area_code=seat.area_code,
        act=act,
        by=by,
        seat=seat,
        now=now,
        case_kind=KIND,
        case_id=str(person.pk),
        citation=ARTICLE,
        changed=changed,
    )
