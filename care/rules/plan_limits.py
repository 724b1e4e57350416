"""Whether a care plan keeps within the catalogue, the benefit standard and the person's consent. C2, C4.

新疆第十六条; 宁夏第十九、二十条; 黑龙江第十六条; 医保办发〔2024〕22号第十六条. Days of the week count from 1, Monday.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from care.rules.standards import Standard
from care.rules.terms import DAY, month_after

OVER_LIMIT, NO_CONSENT = "invalid_input", "outside_catalogue_without_consent"
WHOLE_PLAN = None
MINUTES_AN_HOUR = 60
FEN_A_YUAN = 100


@dataclass(frozen=True)
class Item:
    """A service item of the catalogue as it holds on a day; a limit is None where the catalogue has none."""

    code: str
    name: str
    price_fen: int
    per_day_max: int | None = None
    per_week_max: int | None = None
    per_month_max: int | None = None
    minutes_min: int | None = None
    minutes_max: int | None = None
    performers: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Planned:
    """One line of a plan. `weekdays` has a day once for each time, (1, 1, 3) is twice on Mondays and once on
    Wednesdays; `name` and `price_fen` count only for what is outside the catalogue."""

    code: str
    weekdays: tuple[int, ...]
    minutes: int
    performer: str
    name: str = ""
    price_fen: int = 0


@dataclass(frozen=True)
class Limits:
    """What the benefit allows to be planned: money a day and a month in fen, hours a month."""

    per_day_fen: int | None = None
    per_month_fen: int | None = None
    hours_per_month: int | None = None
    citation: str = ""


@dataclass(frozen=True)
class Finding:
    """What is wrong, in which line (counted from 0, None for the plan as a whole), with the refusal's code."""

    line: int | None
    code: str
    sentence: str
    citation: str = ""


@dataclass(frozen=True)
class Ground:
    """What a plan is held against; `consent`: the written consent for services outside the catalogue is on file."""

    catalogue: Mapping[str, Item]
    limits: Limits
    months: Sequence[date]
    consent: bool = False
    consent_required: bool = True
    citation: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


def limits_of(standard: Standard, citation: str) -> Limits:
    """A cap is a limit in money, an hourly rate one in hours; a fixed amount a month limits no single item."""
    if standard.per == "day":
        return Limits(per_day_fen=standard.cap_fen, citation=citation)
    month = standard.cap_fen if standard.per == "month" else None
    return Limits(per_month_fen=month, hours_per_month=standard.hours_cap, citation=citation)


def findings(plan: Sequence[Planned], ground: Ground) -> list[Finding]:
    """Everything that is wrong with a plan, line by line, then as a whole; empty when it may stand."""
    if not plan:
        return [Finding(WHOLE_PLAN, OVER_LIMIT, "计划中没有服务项目，请至少选择一项。", ground.citation)]
    found = [one for number, row in enumerate(plan) for one in _line_faults(number, row, plan, ground)]
    return found + list(_repeated(plan, ground)) + list(_whole(plan, ground))


def _line_faults(number: int, row: Planned, plan: Sequence[Planned], ground: Ground) -> Iterator[Finding]:
    item = ground.catalogue.get(row.code)
    said = [*_schedule(row)]
    if item is None:
        if ground.consent_required and not ground.consent:
            yield Finding(number, NO_CONSENT, _outside(row), ground.citation)
    else:
        said += [*_minutes(row, item), *_performer(row, item, ground), *_excluded(row, item, plan, ground)]
    yield from (Finding(number, OVER_LIMIT, sentence, ground.citation) for sentence in said)


def _outside(row: Planned) -> str:
    return f"“{row.name or row.code}”不在服务项目目录内，须先取得参保人书面同意。"


def _schedule(row: Planned) -> Iterator[str]:
    if not row.weekdays:
        yield "请选择每周在哪几天服务。"
    if any(day not in range(1, 8) for day in row.weekdays):
        yield "服务日须为星期一至星期日。"
    if row.minutes <= 0:
        yield "每次时长须大于0分钟。"


def _minutes(row: Planned, item: Item) -> Iterator[str]:
    if item.minutes_min is not None and row.minutes < item.minutes_min:
        yield f"“{item.name}”每次不少于{item.minutes_min}分钟，现为{row.minutes}分钟。"
    if item.minutes_max is not None and row.minutes > item.minutes_max:
        yield f"“{item.name}”每次不超过{item.minutes_max}分钟，现为{row.minutes}分钟。"


def _performer(row: Planned, item: Item, ground: Ground) -> Iterator[str]:
    if item.performers and row.performer not in item.performers:
        may = "、".join(sorted(ground.labels.get(one, one) for one in item.performers))
        yield f"“{item.name}”须由{may}提供。"


def _excluded(row: Planned, item: Item, plan: Sequence[Planned], ground: Ground) -> Iterator[str]:
    """Said in both lines, whichever of the two items names the other."""
    for code in dict.fromkeys(other.code for other in plan if other.code != row.code):
        other = ground.catalogue.get(code)
        if other is not None and (code in item.excludes or item.code in other.excludes):
            yield f"“{item.name}”与“{other.name}”不能同时安排。"


def _repeated(plan: Sequence[Planned], ground: Ground) -> Iterator[Finding]:
    """Limits of an item hold for all its lines together, so that a second line is no way around them."""
    for code in dict.fromkeys(row.code for row in plan):
        item = ground.catalogue.get(code)
        if item is None:
            continue
        lines = [number for number, row in enumerate(plan) if row.code == code]
        days = Counter(day for number in lines for day in plan[number].weekdays)
        counts = (
            ("天", max(days.values(), default=0), item.per_day_max),
            ("周", days.total(), item.per_week_max),
            ("月", _most_in_a_month(days, ground.months), item.per_month_max),
        )
        for span, count, most in counts:
            if most is not None and count > most:
                sentence = f"“{item.name}”每{span}最多{most}次，现为{count}次。"
                yield Finding(lines[-1], OVER_LIMIT, sentence, ground.citation)


def _whole(plan: Sequence[Planned], ground: Ground) -> Iterator[Finding]:
    """Money and hours of what the fund pays; services outside the catalogue are the person's own."""
    limits, inside = ground.limits, [row for row in plan if row.code in ground.catalogue]
    cost, minutes = [0] * 8, [0] * 8
    for row in inside:
        for day in row.weekdays:
            if day in range(1, 8):
                cost[day] += ground.catalogue[row.code].price_fen
                minutes[day] += row.minutes
    if limits.per_day_fen is not None and max(cost) > limits.per_day_fen:
        yield _over(f"一天的费用最高{_yuan(limits.per_day_fen)}元，现为{_yuan(max(cost))}元。", limits)
    month = _dearest(cost, ground.months)
    if limits.per_month_fen is not None and month > limits.per_month_fen:
        yield _over(f"一个月的费用最高{_yuan(limits.per_month_fen)}元，现为{_yuan(month)}元。", limits)
    spent = _dearest(minutes, ground.months)
    if limits.hours_per_month is not None and spent > limits.hours_per_month * MINUTES_AN_HOUR:
        yield _over(f"一个月最多{limits.hours_per_month}小时，现为{spent / MINUTES_AN_HOUR:.1f}小时。", limits)


def _over(sentence: str, limits: Limits) -> Finding:
    return Finding(WHOLE_PLAN, OVER_LIMIT, f"计划超过待遇标准：{sentence}", limits.citation)


def _yuan(fen: int) -> str:
    return f"{fen // FEN_A_YUAN}.{fen % FEN_A_YUAN:02d}"


def _most_in_a_month(days: Counter[int], months: Sequence[date]) -> int:
    return _dearest([days[day] for day in range(8)], months)


def _dearest(each: Sequence[int], months: Sequence[date]) -> int:
    """The most that falls into one of the months, given what falls on each day of the week (0 is no day)."""
    return max((sum(each[day] * n for day, n in weekdays_of(month).items()) for month in months), default=0)


def weekdays_of(month: date) -> dict[int, int]:
    """How often each day of the week comes in a month: four or five times."""
    first = month.replace(day=1)
    length = (month_after(first) - first) // DAY
    full, rest = divmod(length, 7)
    start = first.isoweekday()
    return {day: full + ((day - start) % 7 < rest) for day in range(1, 8)}
