"""The roster of a provider: changes proposed by its manager, approved or sent back by the agency. D7, C9.

新疆、黑龙江第十四、二十一、四十二条; 宁夏第三十二、五十七条; 天津（四）. Each is one journalled transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.areas import covers
from accounts.crypto import blind_index
from accounts.models import Organisation
from accounts.posts import Kind, Post
from policy import Line, rule
from providers import staffing
from providers.models import Agreement, PracticeBan, RosterChange, StaffMember, Training
from providers.rules import staff as rules
from providers.rules.staff import Known, Terms
from workflow import journal
from workflow.refusal import Code, Refusal

FIELDS = ("name", "id_number", "kind", "nhsa_code", "certificate", "certificate_until", "labour_contract", "starts_on")
DAYS = ("certificate_until", "starts_on", "ends_on")
OPEN = (RosterChange.State.PROPOSED,)


def _line(name: str, organisation: Organisation, on: date) -> Line:
    return rule(f"providers.{name}", area=organisation.area_id, on=on)


def article(organisation: Organisation, on: date) -> str:
    return _line("provider.duties", organisation, on).citation


def terms_of(organisation: Organisation, on: date) -> Terms:
    return Terms(
        certificates=_line("certificates", organisation, on).value,
        contract=bool(_line("labour_contract", organisation, on).value),
        working_age=_line("working_age", organisation, on).value,
        one_workplace=organisation.kind in _line("one_workplace", organisation, on).value,
    )


def known_of(organisation: Organisation, numbers: Iterable[str], on: date) -> Known:
    """What the database knows of these numbers; three queries, however many there are."""
    by_index = {blind_index(number, "id_number"): number for number in numbers}
    bans = PracticeBan.objects.filter(id_index__in=by_index, starts_on__lte=on, ends_on__gte=on)
    banned = set(bans.values_list("id_index", "scope"))
    rows = StaffMember.objects.filter(id_index__in=by_index).exclude(state=StaffMember.State.LEFT)
    held = list(rows.values_list("id_index", "organisation_id", "kind"))
    waiting = RosterChange.objects.filter(organisation=organisation, state__in=OPEN, kind=RosterChange.Kind.ADD)
    asked = {(row.after["id_number"], row.after["kind"]) for row in waiting}
    return Known(
        banned={by_index[index] for index, scope in banned if scope == PracticeBan.Scope.PRACTISE},
        barred_from_managing={by_index[index] for index, scope in banned if scope == PracticeBan.Scope.MANAGE},
        elsewhere={by_index[index] for index, place, _ in held if place != organisation.pk},
        here=asked | {(by_index[index], kind) for index, place, kind in held if place == organisation.pk},
    )


def propose_add(*, organisation: Organisation, by: Actor, now: datetime, **values: Any) -> RosterChange:
    """A new person; everything that speaks against them is told beside its field."""
    on = timezone.localdate(now)
    seat = may_propose(organisation, by, on)
    known = known_of(organisation, [values["id_number"]], on)
    found = dict(rules.against(values, terms_of(organisation, on), known, on))
    if found:
        raise _refused(organisation, found, on)
    with transaction.atomic():
        change = file(organisation, RosterChange.Kind.ADD, None, values, by, now)
        _write("providers.propose_staff", change, seat, by, now)
    return change


def _refused(organisation: Organisation, found: Mapping[str, str], on: date) -> Refusal:
    code = Code.INVALID_INPUT if set(found) == {"id_number"} and "号码" in found["id_number"] else Code.NOT_QUALIFIED
    return Refusal(code, "".join(found.values()), article(organisation, on), dict(found))


def propose_alter(*, member: StaffMember, by: Actor, now: datetime, **values: Any) -> RosterChange:
    """Other certificate, code, contract: `values` are the new ones; number and kind stay as they are."""
    on = timezone.localdate(now)
    seat = may_propose(member.organisation, by, on)
    if member.state == StaffMember.State.LEFT:
        raise Refusal(Code.WRONG_STATE, f"{member.name} 已离岗，不能变更资料。", article(member.organisation, on))
    whole = _plain(member) | values | {"id_number": member.id_number, "kind": member.kind}
    found = dict(rules.against(whole, terms_of(member.organisation, on), _bans_only(member, on), on))
    if found:
        raise _refused(member.organisation, found, on)
    return _propose(member, RosterChange.Kind.ALTER, values, seat, by, now)


def _bans_only(member: StaffMember, on: date) -> Known:
    return replace(known_of(member.organisation, [member.id_number], on), elsewhere=frozenset(), here=frozenset())


def propose_leave(*, member: StaffMember, ends_on: date, by: Actor, now: datetime) -> RosterChange:
    """Leaves on a day; who is then missing by C9 is told when it is approved."""
    on = timezone.localdate(now)
    seat = may_propose(member.organisation, by, on)
    if member.state == StaffMember.State.LEFT:
        raise Refusal(Code.WRONG_STATE, f"{member.name} 已经离岗。", article(member.organisation, on))
    if ends_on < member.starts_on:
        told = "离岗日期不能早于在岗起始日期。"
        raise Refusal(Code.INVALID_INPUT, told, article(member.organisation, on), {"ends_on": told})
    return _propose(member, RosterChange.Kind.LEAVE, {"ends_on": ends_on}, seat, by, now)


def _propose(
    member: StaffMember, kind: str, values: Mapping[str, Any], seat: Seat, by: Actor, now: datetime
) -> RosterChange:
    try:
        with transaction.atomic():
            change = file(member.organisation, kind, member, values, by, now)
            _write("providers.propose_staff", change, seat, by, now)
    except IntegrityError as problem:
        told = f"{member.name} 已有一项变更待审核，审核后才能再申报。"
        raise Refusal(Code.WRONG_STATE, told, article(member.organisation, timezone.localdate(now))) from problem
    return change


def file(
    organisation: Organisation,
    kind: str,
    member: StaffMember | None,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> RosterChange:
    """The row of a proposal, old beside new."""
    before = _plain(member) if member is not None else {}
    return RosterChange.objects.create(
        organisation=organisation, member=member, kind=kind, name=values.get("name") or (member.name if member else ""),
        before={name: _text(before.get(name)) for name in values} if member else {},
        after={name: _text(value) for name, value in values.items()}, proposed_by_id=by.user_id or 0, proposed_at=now,
    )  # fmt: skip


def approve(*, change: RosterChange, by: Actor, now: datetime) -> tuple[RosterChange, list[str]]:
    """Apply the change, checked again on the day; what the roster then lacks is returned, the people are real."""
    on = timezone.localdate(now)
    with transaction.atomic():
        row, seat = _locked(change, by, on)
        if row.kind == RosterChange.Kind.ADD:
            row.member = _added(row, on)
        else:
            _altered(row)
        row.state, row.decided_by_id, row.decided_at = RosterChange.State.APPROVED, by.user_id, now
        row.save()
        missing = lacking_now(row.organisation, on)
        _write("providers.approve_staff", row, seat, by, now, missing=missing)
    return row, missing


def lacking_now(organisation: Organisation, on: date) -> list[str]:
    """What C9 objects to for each agreement in force."""
    held = (
        Agreement.objects.filter(organisation=organisation).in_force(on).select_related("organisation", "designation")
    )
    return list(dict.fromkeys(finding.message for row in held for finding in staffing.lacking(row, on)))


def _added(row: RosterChange, on: date) -> StaffMember:
    values = values_of(row.after)
    known = known_of(row.organisation, [values["id_number"]], on)
    found = dict(rules.against(values, terms_of(row.organisation, on), replace(known, here=frozenset()), on))
    if found:
        raise _refused(row.organisation, found, on)
    number = values.pop("id_number")
    member = StaffMember(organisation=row.organisation, **values)
    member.identify(number)
    try:
        with transaction.atomic():
            member.save()
    except IntegrityError as problem:
        told = f"{member.name} 已在名册中。"
        raise Refusal(Code.WRONG_STATE, told, article(row.organisation, on)) from problem
    return member


def _altered(row: RosterChange) -> None:
    assert row.member_id is not None  # only a new entry has nobody yet
    member = StaffMember.objects.select_for_update().get(pk=row.member_id)
    for name, value in values_of(row.after).items():
        setattr(member, name, value)
    if row.kind == RosterChange.Kind.LEAVE:
        member.state = StaffMember.State.LEFT
    member.save()
    row.member = member


def send_back(*, change: RosterChange, reason: str, by: Actor, now: datetime) -> RosterChange:
    on = timezone.localdate(now)
    with transaction.atomic():
        row, seat = _locked(change, by, on)
        if not reason.strip():
            raise Refusal(Code.INVALID_INPUT, "退回须写明理由。", article(row.organisation, on), {"reason": "必填"})
        row.state, row.decided_by_id, row.decided_at = RosterChange.State.RETURNED, by.user_id, now
        row.reason = reason.strip()[:300]
        row.save()
        _write("providers.return_staff", row, seat, by, now, reason=reason)
    return row


def record_training(*, member: StaffMember, by: Actor, now: datetime, **values: Any) -> Training:
    """A training that is over, with its certificate."""
    on = timezone.localdate(now)
    seat = may_propose(member.organisation, by, on)
    if values["ended_on"] > on:
        told = "培训还没有结束，不能登记。"
        raise Refusal(Code.TOO_EARLY, told, article(member.organisation, on), {"ended_on": told})
    try:
        with transaction.atomic():
            row = Training.objects.create(member=member, recorded_by_id=by.user_id or 0, recorded_at=now, **values)
            journal.record(
                area_code=member.organisation.area_id, act="providers.record_training", by=by, seat=seat, now=now,
                case_kind="providers.staffmember", case_id=str(member.pk), citation=article(member.organisation, on),
                changed={"title": row.title, "hours": row.hours},
            )  # fmt: skip
    except IntegrityError as problem:
        raise Refusal(Code.WRONG_STATE, "这次培训已经登记。", article(member.organisation, on)) from problem
    return row


def may_propose(organisation: Organisation, by: Actor, on: date) -> Seat:
    seat = by.seat((Post.PROVIDER_MANAGER,), organisation.pk)
    if seat is None or organisation.kind != Kind.PROVIDER:
        raise Refusal(Code.NOT_PERMITTED, "只有本机构的管理员可以申报名册变更。", article(organisation, on))
    return seat


def _locked(change: RosterChange, by: Actor, on: date) -> tuple[RosterChange, Seat]:
    rows = RosterChange.objects.select_for_update(of=("self",)).select_related("organisation", "member")
    row = rows.get(pk=change.pk)
    told = article(row.organisation, on)
    area = row.organisation.area_id
    seat = next((s for s in by.seats if s.post == Post.AGREEMENT_OFFICER and covers(s.area_code, area)), None)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "名册变更只能由本辖区经办机构的协议管理岗审核。", told)
    if row.proposed_by_id == by.user_id:
        raise Refusal(Code.SAME_PERSON, "申报和审核必须由两个人办理。", told)
    if row.state != RosterChange.State.PROPOSED:
        raise Refusal(Code.WRONG_STATE, f"这项变更{row.get_state_display()}，不能再审核。", told)
    return row, seat


def values_of(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """Days come back as days."""
    return {
        name: date.fromisoformat(value) if name in DAYS and isinstance(value, str) and value else value
        for name, value in frozen.items()
        if not (name in DAYS and value == "")
    }


def _plain(member: StaffMember) -> dict[str, Any]:
    return {name: getattr(member, name) for name in (*FIELDS, "ends_on")}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _write(
    act: str, row: RosterChange, seat: Seat, by: Actor, now: datetime, *, reason: str = "", missing: Any = ()
) -> None:
    journal.record(
        area_code=row.organisation.area_id, act=act, by=by, seat=seat, now=now, case_kind="providers.rosterchange",
        case_id=str(row.pk), new_state=str(row.state), reason=reason,
        citation=article(row.organisation, timezone.localdate(now)),
        changed={"person": row.name, "kind": row.kind, **({"lacking": list(missing)} if missing else {})},
    )  # fmt: skip
