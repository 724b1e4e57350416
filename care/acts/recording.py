"""What a single record and its correction share: what is known of the day, the row, what the database refuses."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.posts import Post
from care import queries
from care.acts.planning import consented
from care.models import Benefit, Mode, ServiceRecord
from care.rules.family import complete
from care.rules.periods import last_day as end_of
from care.rules.records import Carer, Done, Entry, Finding, Known, findings
from providers.models import StaffMember
from providers.queries import agreement_between
from workflow.acts import Context
from workflow.refusal import Code, Refusal

ONE_TO_ONE = (Mode.HOME, Mode.FAMILY)
PLACES: dict[str, str] = {Mode.COMMUNITY: "community", Mode.INSTITUTION: "institution"}
FACTS = ("carer", "started_at", "ended_at", "items", "identity", "signed")


def done(items: Iterable[Mapping[str, Any]]) -> tuple[Done, ...]:
    """What was done as it comes from a form, the interface or a scenario."""
    found = []
    for row in items:
        try:
            found.append(Done(str(row.get("code", "")).strip(), str(row.get("name", "")).strip()[:80], _times(row)))
        except (TypeError, ValueError, AttributeError):
            raise Refusal(Code.INVALID_INPUT, "服务内容填写有误。", "", {"items": "有误"}) from None
    return tuple(found)


def _times(row: Mapping[str, Any]) -> int:
    return int(row.get("times") or 1)


def entry_of(provider_id: int, facts: Mapping[str, Any]) -> Entry:
    return Entry(
        started_at=facts["started_at"],
        ended_at=facts["ended_at"],
        served_on=timezone.localdate(facts["started_at"]),
        provider=str(provider_id),
        items=done(facts["items"]),
        identity=facts.get("identity", ""),
        signed=facts.get("signed", True),
    )


def provider_of(ctx: Context, carer: StaffMember) -> int:
    """The provider for whom the record is made: the carer's, which must be the one in whose name it is sent."""
    seat = ctx.seat
    if seat.post == Post.APPLICANT:
        own = carer.kind == StaffMember.Kind.FAMILY and carer.user_id == ctx.by.user_id
        if not own:
            raise Refusal(Code.NOT_PERMITTED, "亲情照护只能由登记的亲情照护人员本人打卡。", ctx.article)
        return carer.organisation_id
    if seat.post == Post.CARER and carer.user_id != ctx.by.user_id:
        raise Refusal(Code.NOT_PERMITTED, "护理人员只能登记自己的服务。", ctx.article, {"carer": "须为本人"})
    return int(seat.organisation_id or 0)


def known(ctx: Context, entry: Entry, carer: StaffMember, without: ServiceRecord | None = None) -> Known:
    """What the record is held against on its own day."""
    case, day = ctx.case, entry.served_on
    facts = queries.facts_of(case)
    consent = ctx.rule("care.outside_catalogue_consent")
    return Known(
        now=ctx.now,
        periods=queries.stored(case),
        carer=_carer(ctx, carer, int(entry.provider), day),
        catalogue={code: row.name for code, row in queries.catalogue(case.area_code, day).items()},
        died_on=case.died_on,
        last_day=end_of(facts),
        elsewhere=elsewhere(entry, carer, ctx.case, without),
        agreed=agreement_between(case.agency_id, int(entry.provider), day) is not None,
        planned=carer.kind == StaffMember.Kind.FAMILY or queries.plan_on(case, day) is not None,
        consented=consented(case, day),
        consent_required=consent.value,
        identity_required=ctx.rule("care.identity_shown").value and carer.kind != StaffMember.Kind.FAMILY,
    )


def _carer(ctx: Context, carer: StaffMember, provider_id: int, day: date) -> Carer:
    return Carer(
        name=carer.name,
        of_provider=carer.organisation_id == provider_id,
        serving=StaffMember.objects.serving(day).filter(pk=carer.pk).exists() and _cares_for(ctx.case, carer, day),
        trained=trained(ctx, carer, day),
    )


def _cares_for(case: Benefit, carer: StaffMember, day: date) -> bool:
    if carer.kind != StaffMember.Kind.FAMILY:
        return True
    return case.family_carers.on(day).filter(member=carer).exists()


def trained(ctx: Context, carer: StaffMember, day: date) -> bool | None:
    """A family carer is a full one when the region's months of practical training are done. 天津通知（四）."""
    months = ctx.rule("care.family_training_months").value
    if carer.kind != StaffMember.Kind.FAMILY or months is None:
        return None
    if carer.trained_until is None or carer.trained_until > day:
        return False
    return complete(carer.trained_from, carer.trained_until, months)


def refuse(ctx: Context, found: list[Finding]) -> None:
    if not found:
        return
    first = found[0]
    article = ctx.rule(first.rule).citation if first.rule else ctx.article
    told = "".join(dict.fromkeys(row.sentence for row in found))
    raise Refusal(first.code, told, article, {row.field: row.sentence for row in reversed(found)})


def elsewhere(entry: Entry, carer: StaffMember, case: Benefit, without: ServiceRecord | None) -> bool:
    """Whether the same person served another at that time, for whichever provider; the record corrected left out."""
    if _mode_on(case, entry.served_on) not in ONE_TO_ONE:
        return False
    rows = ServiceRecord.objects.live().filter(exclusive=True, carer__id_index=carer.id_index)
    rows = rows.filter(started_at__lt=entry.ended_at, ended_at__gt=entry.started_at)
    return (rows.exclude(pk=without.pk) if without else rows).exists()


def hold(
    ctx: Context, carer: StaffMember | None, facts: Mapping[str, Any], without: ServiceRecord | None = None
) -> None:
    """Hold a record against everything; raises `Refusal` with each field that is wrong."""
    if carer is None:
        raise Refusal(Code.INVALID_INPUT, "请选择服务人员。", ctx.article, {"carer": "必选"})
    _zoned(ctx, facts)
    entry = entry_of(provider_of(ctx, carer), facts)
    refuse(ctx, findings(entry, known(ctx, entry, carer, without)))


def _zoned(ctx: Context, facts: Mapping[str, Any]) -> None:
    for name in ("started_at", "ended_at"):
        moment = facts.get(name)
        if not isinstance(moment, datetime) or timezone.is_naive(moment):
            raise Refusal(Code.INVALID_INPUT, "请填写开始和结束时间。", ctx.article, {name: "必填"})


def write(
    ctx: Context,
    carer: StaffMember,
    facts: Mapping[str, Any],
    *,
    client_key: str,
    source: str,
    corrects: ServiceRecord | None = None,
    reason: str = "",
    signature: UUID | None = None,
    photos: Iterable[UUID] = (),
    fixes: Mapping[str, Any] | None = None,
    signed_by: str = "",
) -> ServiceRecord:
    """The row with what was done; what the database forbids is told as a refusal."""
    case, entry = ctx.case, entry_of(provider_of(ctx, carer), facts)
    mode = _mode_on(case, entry.served_on)
    row = ServiceRecord(
        benefit=case,
        provider_id=int(entry.provider),
        carer=carer,
        mode=mode,
        served_on=entry.served_on,
        started_at=entry.started_at,
        ended_at=entry.ended_at,
        exclusive=mode in ONE_TO_ONE,
        place=facts.get("place") or PLACES.get(mode, "home"),
        fixes=dict(fixes or {}),
        identity=entry.identity,
        signed_by_name=signed_by.strip()[:80] or case.person.name,
        signature=signature,
        photos=list(photos),
        source=source,
        client_key=client_key,
        recorded_at=ctx.now,
        recorded_by_id=ctx.by.user_id or 0,
        corrects=corrects,
        reason=reason.strip()[:300],
    )
    items = queries.catalogue(case.area_code, entry.served_on)
    for one in entry.items:
        row.codes.append(one.code)
        row.names.append(items[one.code].name if one.code in items else one.name)
        row.times.append(one.times)
        row.prices_fen.append(items[one.code].price_fen if one.code in items else 0)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as problem:
        raise _in_words(ctx, problem) from problem
    return row


def _mode_on(case: Benefit, day: date) -> str:
    held = case.periods.covering(day).values_list("mode", flat=True).first()
    return held or case.mode


TOLD = {
    "a_carer_is_in_one_place_at_a_time": ("started_at", "这名服务人员在同一时间已有另一次服务，不能同时在两处。"),
    "a_service_is_recorded_once": ("started_at", "同一人员同一时间的服务已经登记过。"),
    "a_service_is_sent_once": ("", "这条记录已经登记过，内容不同的请用更正。"),
}


def _in_words(ctx: Context, problem: IntegrityError) -> Refusal:
    for name, (field, sentence) in TOLD.items():
        if name in str(problem):
            return Refusal(Code.INVALID_INPUT, sentence, ctx.article, {field: sentence} if field else None)
    raise problem
