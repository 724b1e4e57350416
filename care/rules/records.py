"""What forbids a service record: the day, the hour, the carer, the provider, what was done. C4, C5, C7.

新疆第十六、十七条; 宁夏第二十、二十二、二十三条; 黑龙江第十六、十七条; 天津通知（四）、（六）、（七）.
The bulk upload asks the same questions of a whole file in SQL (`care.uploads`); tests hold the two together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from care.rules.periods import ACTIVE, SUSPENDED, Period

BAD, EARLY, LATE, STATE = "invalid_input", "too_early", "too_late", "wrong_state"
OUTSIDE, UNCONFIRMED, UNQUALIFIED = "outside_catalogue_without_consent", "not_confirmed", "not_qualified"
NO_AGREEMENT, NOT_THEIRS, NO_PROOF = "no_agreement", "not_permitted", "missing_evidence"
LONGEST = timedelta(hours=24)


@dataclass(frozen=True)
class Done:
    """One thing done; `code` empty for what is outside the catalogue, which then has its own name."""

    code: str
    name: str = ""
    times: int = 1


@dataclass(frozen=True)
class Entry:
    """A record as it was sent. Moments with their zone; `served_on` is the local day of the start."""

    started_at: datetime
    ended_at: datetime
    served_on: date
    provider: str
    items: tuple[Done, ...]
    identity: str = ""
    signed: bool = True


@dataclass(frozen=True)
class Carer:
    """What is known of the carer on that day; `trained` None where no training is asked."""

    name: str
    of_provider: bool
    serving: bool
    trained: bool | None = None


@dataclass(frozen=True)
class Known:
    """What the record is held against. `catalogue`: codes of the day with their names."""

    now: datetime
    periods: Sequence[Period]
    carer: Carer
    catalogue: Mapping[str, str]
    died_on: date | None = None
    last_day: date | None = None
    elsewhere: bool = False
    agreed: bool = True
    planned: bool = True
    consented: frozenset[str] = frozenset()
    consent_required: bool = True
    identity_required: bool = True
    citations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """What is wrong, at which field of the record."""

    field: str
    code: str
    sentence: str
    rule: str = ""


def findings(entry: Entry, known: Known) -> list[Finding]:
    """Everything that is wrong, the hours first; empty when the record may stand."""
    hours = list(_hours(entry, known))
    if hours:
        return hours
    return [*_day(entry, known), *_carer(known), *_proof(entry, known), *_items(entry, known)]


def _hours(entry: Entry, known: Known) -> Iterator[Finding]:
    if entry.ended_at <= entry.started_at:
        yield Finding("ended_at", BAD, "结束时间须晚于开始时间。")
    elif entry.ended_at - entry.started_at > LONGEST:
        yield Finding("ended_at", BAD, "一次服务不能超过24小时，请分日登记。")
    if entry.ended_at > known.now:
        yield Finding("ended_at", BAD, "不能登记将来的服务，请在服务结束后登记。")


def _day(entry: Entry, known: Known) -> Iterator[Finding]:
    """The benefit of that day, by whom it is served, under which agreement and plan."""
    day = entry.served_on
    held = next((row for row in known.periods if row.covers(day)), None)
    if held is None:
        yield _outside_periods(day, known)
        return
    if held.standing.state == SUSPENDED:
        why = "住院" if held.standing.cause == "hospital" else "暂停待遇"
        yield Finding("served_on", STATE, f"{_chinese(day)}参保人{why}，不能登记服务。", "care.hospital.suspend_from")
    if held.standing.provider != entry.provider:
        yield Finding("served_on", NOT_THEIRS, f"{_chinese(day)}不由本机构服务，不能登记。", "care.dispatch_by_agency")
    if not known.agreed:
        told = f"{_chinese(day)}本机构没有履行中的服务协议，不能登记。"
        yield Finding("served_on", NO_AGREEMENT, told, "providers.provider.designated_by")
    if held.standing.state == ACTIVE and not known.planned:
        told = f"{_chinese(day)}没有经确认的护理服务计划，不能登记。"
        yield Finding("served_on", UNCONFIRMED, told, "care.plan.confirmed_by_person")


def _outside_periods(day: date, known: Known) -> Finding:
    if known.died_on is not None and day > known.died_on:
        return Finding("served_on", LATE, f"参保人已于{_chinese(known.died_on)}死亡，不能登记之后的服务。")
    begun = [row.since for row in known.periods if row.since <= day]
    if begun or (known.last_day is not None and day > known.last_day):
        return Finding("served_on", LATE, f"{_chinese(day)}待遇已经终止，不能登记服务。", "care.benefit_start")
    return Finding("served_on", EARLY, f"{_chinese(day)}待遇尚未开始，不能登记服务。", "care.benefit_start")


def _carer(known: Known) -> Iterator[Finding]:
    carer = known.carer
    if not carer.of_provider:
        yield Finding("carer", UNQUALIFIED, f"{carer.name}不在本机构的人员名册中。")
    elif not carer.serving:
        yield Finding("carer", UNQUALIFIED, f"{carer.name}当日不在岗、资格证书已经过期，或者在限制从业期间。")
    elif known.elsewhere:
        yield Finding("started_at", BAD, f"{carer.name}在同一时间已有另一次服务，不能同时在两处。")
    elif carer.trained is False:
        told = f"{carer.name}尚未完成实践培训，还不是正式的亲情照护人员。"
        yield Finding("carer", UNQUALIFIED, told, "care.family_training_months")


def _proof(entry: Entry, known: Known) -> Iterator[Finding]:
    if known.identity_required and not entry.identity:
        yield Finding("identity", NO_PROOF, "服务前须核验参保人身份，请选择核验方式。", "care.identity_shown")
    if not entry.signed:
        yield Finding("signed", NO_PROOF, "服务结束须由参保人或者其监护人、代理人签名。")


def _items(entry: Entry, known: Known) -> Iterator[Finding]:
    if not entry.items:
        yield Finding("items", BAD, "请选择至少一项服务内容。")
    for row in entry.items:
        if row.times <= 0:
            yield Finding("items", BAD, "次数须大于零。")
        if row.code and row.code not in known.catalogue:
            yield Finding("items", BAD, f"服务项目目录中没有代码“{row.code}”，请核对。")
        elif not row.code and not row.name:
            yield Finding("items", BAD, "目录外服务须写明名称。")
        elif not row.code and known.consent_required and row.name not in known.consented:
            told = f"“{row.name}”不在服务项目目录内，须先取得参保人书面同意。"
            yield Finding("items", OUTSIDE, told, "care.outside_catalogue_consent")


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
