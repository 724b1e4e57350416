"""The register of assessors and experts: proposed by the body, approved by the agency, renewed, checked, dismissed.

乌鲁木齐第十五、十六、二十一条; 天津（二）; 医保发〔2023〕29号第十一至十四条. Each is one journalled transaction.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actors import Actor, Seat
from accounts.areas import covers
from accounts.models import Appointment, Organisation, User
from accounts.posts import KIND_OF_POST, Post
from policy import Line, rule
from providers.models import Engagement
from providers.models.engagement import BODY_SIDE
from providers.rules.qualification import Candidate, Finding, findings
from workflow import journal
from workflow.refusal import Code, Refusal
from workflow.rules.work_calendar import months_after

ALREADY = "这个人员的申报正在审核，不需要重复申报。"
FIELDS = tuple(Candidate.__dataclass_fields__)


def terms_of(organisation: Organisation, post: str, on: date) -> Line:
    key = "assessment.assessor_qualification" if post == Post.ASSESSOR else "assessment.expert_qualification"
    return rule(key, area=organisation.area_id, on=on)


def check(engagement: Engagement, on: date) -> list[Finding]:
    """What the region's terms object to on a day."""
    line = terms_of(engagement.organisation, engagement.post, on)
    expert = engagement.post != Post.ASSESSOR
    contract = expert and rule("assessment.labour_contract", area=engagement.organisation.area_id, on=on).value
    person = Candidate(**{name: getattr(engagement, name) for name in FIELDS})
    return list(findings(person, line.value, on=on, contract_asked=bool(contract)))


def _qualified(engagement: Engagement, on: date) -> None:
    found = check(engagement, on)
    if found:
        line = terms_of(engagement.organisation, engagement.post, on)
        told = "".join(finding.message for finding in found)
        raise Refusal(Code.NOT_QUALIFIED, told, line.citation, {finding.field: finding.message for finding in found})


def may_propose(organisation: Organisation, by: Actor, on: date) -> Seat:
    seat = by.seat(BODY_SIDE, organisation.pk)
    if seat is None:
        citation = rule("assessment.appointment_years", area=organisation.area_id, on=on).citation
        raise Refusal(Code.NOT_PERMITTED, "只有本机构的管理员可以申报评估人员。", citation)
    return seat


def propose(
    *, user: User, organisation: Organisation, post: str, starts_on: date, by: Actor, now: datetime, **facts: Any
) -> Engagement:
    """A new entry, or the renewal of one: a term of the region's years from `starts_on`."""
    seat = may_propose(organisation, by, starts_on)
    earlier = list(Engagement.objects.filter(user=user, organisation=organisation, post=post))
    row = drawn_up(
        user=user, organisation=organisation, post=post, starts_on=starts_on, earlier=earlier, by=by, now=now, **facts
    )
    return file(row, seat, by, now)


def drawn_up(
    *,
    user: User,
    organisation: Organisation,
    post: str,
    starts_on: date,
    earlier: Iterable[Engagement],
    by: Actor,
    now: datetime,
    **facts: Any,
) -> Engagement:
    """The entry as it would be filed, judged by the region's rules; `earlier`: the person's own of that post here."""
    years = rule("assessment.appointment_years", area=organisation.area_id, on=starts_on)
    if KIND_OF_POST.get(Post(post)) != organisation.kind:
        raise Refusal(Code.INVALID_INPUT, "这个岗位不属于本机构。", years.citation, {"post": "岗位有误"})
    _after_the_earlier(organisation, earlier, starts_on, years)
    row = Engagement(
        user=user,
        organisation=organisation,
        post=post,
        starts_on=starts_on,
        ends_on=months_after(starts_on, 12 * years.value) - timedelta(days=1),
        proposed_by_id=by.user_id or 0,
        proposed_at=now,
        **facts,
    )
    _qualified(row, max(starts_on, timezone.localdate(now)))
    return row


def _one_workplace(row: Engagement) -> None:
    """Where the region forbids it, nobody serves two bodies in overlapping terms."""
    line = rule("providers.one_workplace", area=row.organisation.area_id, on=row.starts_on)
    if row.organisation.kind not in line.value:
        return
    others = Engagement.objects.filter(user=row.user, state=Engagement.State.IN_FORCE, organisation__kind="body")
    other = others.exclude(organisation=row.organisation).filter(starts_on__lte=row.ends_on, ends_on__gte=row.starts_on)
    held = other.select_related("organisation").first()
    if held is not None:
        told = f"{row.user.name} 在 {held.organisation.name} 的聘期内，不得同时在两家评估机构执业。"
        raise Refusal(Code.NOT_QUALIFIED, told, line.citation, {"user": "在另一家机构聘用中"})


def _after_the_earlier(organisation: Organisation, earlier: Iterable[Engagement], starts_on: date, years: Line) -> None:
    states = Engagement.State
    if any(row.state == states.PROPOSED for row in earlier):
        raise Refusal(Code.WRONG_STATE, ALREADY, years.citation)
    held = [row for row in earlier if row.state == states.IN_FORCE]
    renewable = rule("assessment.appointment_renewable", area=organisation.area_id, on=starts_on)
    if held and not renewable.value:
        raise Refusal(Code.NOT_PROVIDED_FOR, "本地规定不能连续聘任。", renewable.citation)
    if any(row.ends_on >= starts_on for row in held):
        told = {"starts_on": "聘期与现有聘期重叠。"}
        raise Refusal(Code.INVALID_INPUT, "聘期与现有聘期重叠，请从届满次日起。", years.citation, told)


def file(row: Engagement, seat: Seat, by: Actor, now: datetime) -> Engagement:
    """Written with its entry in the journal; of two who file the same at once one is told."""
    citation = rule("assessment.appointment_years", area=row.organisation.area_id, on=row.starts_on).citation
    try:
        with transaction.atomic():
            row.save()
            _write("providers.propose_engagement", row, seat, by, now, citation)
    except IntegrityError as problem:
        raise Refusal(Code.WRONG_STATE, ALREADY, citation) from problem
    return row


def approve(*, engagement: Engagement, by: Actor, now: datetime) -> Engagement:
    """Checked again on the day; the post's appointment begins and ends with the term."""
    with transaction.atomic():
        row, seat = _locked(engagement, by, Engagement.State.PROPOSED)
        _qualified(row, max(row.starts_on, timezone.localdate(now)))
        _one_workplace(row)
        row.state, row.decided_by_id, row.decided_at = Engagement.State.IN_FORCE, by.user_id, now
        row.save()
        _appoint(row, by, now)
        citation = terms_of(row.organisation, row.post, row.starts_on).citation
        _write("providers.approve_engagement", row, seat, by, now, citation)
    return row


def _appoint(row: Engagement, by: Actor, now: datetime) -> None:
    """One appointment per term; what was open without end before is bounded by the register from now on."""
    held = Appointment.objects.filter(
        user=row.user, organisation=row.organisation, post=row.post, revoked_at__isnull=True
    )
    running = held.overlapping(row.starts_on, row.ends_on).order_by("starts_on").first()
    if running is not None:
        running.ends_on = row.ends_on
        running.save(update_fields=["ends_on"])
        return
    Appointment.objects.create(
        user=row.user, organisation=row.organisation, post=row.post, starts_on=row.starts_on, ends_on=row.ends_on,
        granted_by_id=by.user_id, granted_at=now,
    )  # fmt: skip


def send_back(*, engagement: Engagement, reason: str, by: Actor, now: datetime) -> Engagement:
    with transaction.atomic():
        row, seat = _locked(engagement, by, Engagement.State.PROPOSED)
        citation = terms_of(row.organisation, row.post, row.starts_on).citation
        if not reason.strip():
            raise Refusal(Code.INVALID_INPUT, "退回须写明理由。", citation, {"reason": "必填"})
        row.state, row.decided_by_id, row.decided_at = Engagement.State.RETURNED, by.user_id, now
        row.reason = reason.strip()
        row.save()
        _write("providers.return_engagement", row, seat, by, now, citation, reason)
    return row


def dismiss(*, engagement: Engagement, ground: str, reason: str, by: Actor, now: datetime) -> Engagement:
    """Dismissed on a ground of the region: the post ends on the day before, so that it gives nothing any more."""
    today = timezone.localdate(now)
    with transaction.atomic():
        row, seat = _locked(engagement, by, Engagement.State.IN_FORCE)
        line = rule("assessment.dismissal_grounds", area=row.organisation.area_id, on=today)
        if line.value and ground not in line.value:
            told = f"请选择解聘情形：{'、'.join(line.value)}。"
            raise Refusal(Code.INVALID_INPUT, told, line.citation, {"ground": "必选"})
        if not reason.strip():
            raise Refusal(Code.INVALID_INPUT, "解聘须写明查明的事实。", line.citation, {"reason": "必填"})
        row.state, row.ended_on = Engagement.State.DISMISSED, today
        row.reason = f"{ground}：{reason.strip()}"[:300] if ground else reason.strip()[:300]
        row.save()
        held = Appointment.objects.filter(user=row.user, organisation=row.organisation, post=row.post)
        held.filter(revoked_at__isnull=True).update(revoked_at=now, revoked_by_id=by.user_id)
        _write("providers.dismiss", row, seat, by, now, line.citation, row.reason)
    return row


def check_yearly(*, engagement: Engagement, year: int, passed: bool, by: Actor, now: datetime) -> Engagement:
    """The yearly check; who does not pass is dealt with by dismissal, which has its own grounds."""
    with transaction.atomic():
        row, seat = _locked(engagement, by, Engagement.State.IN_FORCE)
        citation = terms_of(row.organisation, row.post, timezone.localdate(now)).citation
        if year in row.checked_years:
            raise Refusal(Code.WRONG_STATE, f"{year} 年已经考核过。", citation)
        row.checked_years = sorted({*row.checked_years, year})
        row.save()
        _write("providers.check_yearly", row, seat, by, now, citation, f"{year} 年：{'合格' if passed else '不合格'}")
    return row


def _locked(engagement: Engagement, by: Actor, state: str) -> tuple[Engagement, Seat]:
    rows = Engagement.objects.select_for_update(of=("self",)).select_related("organisation", "user")
    row = rows.get(pk=engagement.pk)
    citation = terms_of(row.organisation, row.post, row.starts_on).citation
    seat = next((seat for seat in by.seats if seat.post == Post.AGREEMENT_OFFICER and _within(seat, row)), None)
    if seat is None:
        raise Refusal(Code.NOT_PERMITTED, "只有本辖区经办机构的协议管理岗可以审核和解聘。", citation)
    if row.proposed_by_id == by.user_id:
        raise Refusal(Code.SAME_PERSON, "申报和审核必须由两个人办理。", citation)
    if row.state != state:
        raise Refusal(Code.WRONG_STATE, f"这条聘用现在是“{row.get_state_display()}”，不能这样办理。", citation)
    return row, seat


def _within(seat: Seat, row: Engagement) -> bool:
    return covers(seat.area_code, row.organisation.area_id)


def _write(act: str, row: Engagement, seat: Seat, by: Actor, now: datetime, citation: str, reason: str = "") -> None:
    journal.record(
        area_code=row.organisation.area_id,
        act=act,
        by=by,
        seat=seat,
        now=now,
        case_kind="providers.engagement",
        case_id=str(row.pk),
        new_state=str(row.state),
        reason=reason,
        citation=citation,
        changed={"person": row.user.name, "post": row.post, "term": [str(row.starts_on), str(row.ends_on)]},
    )
