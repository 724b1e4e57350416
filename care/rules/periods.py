"""The periods of a benefit from its facts, and why it is in this state on this day. C3, C7, C8.

Everything about a day is asked of the facts, never of the order in which they came; a period is a run of days that
answer alike. So the same facts give the same periods, and periods can neither overlap nor miss a day.
新疆第八条（二）4、第十六条; 宁夏第十六、二十三、二十四条; 黑龙江第十六条; 天津通知（五）.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from care.rules.entitlement import Stretch, ground_on, stretches
from care.rules.facts import Choice, Facts, Stay, Suspension
from care.rules.terms import DAY, Terms, first_day

PENDING, ACTIVE, SUSPENDED, ENDED = "pending", "active", "suspended", "ended"
ENTITLED, HOSPITAL = "entitled", "hospital"


@dataclass(frozen=True)
class Standing:
    """How the benefit stands on a day: `cause` with the day of its event and the article."""

    state: str
    level: int
    mode: str
    provider: str
    cause: str
    event_on: date
    citation: str


@dataclass(frozen=True)
class Period:
    """Days that stand alike, both ends inclusive; `until` None when no end is known."""

    since: date
    until: date | None
    standing: Standing

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def periods(facts: Facts, terms: Terms) -> list[Period]:
    """The benefit's periods, oldest first; between two of them the person had no benefit."""
    found: list[Period] = []
    runs = stretches(facts, terms)
    days = sorted(_turning_days(facts, terms, runs))
    for since, following in zip_longest(days, days[1:]):
        standing = _standing(since, facts, terms, runs)
        if standing is not None:
            _append(found, Period(since, following - DAY if following else None, standing))
    return found


def state_on(rows: Iterable[Period], day: date, last_day: date | None = None) -> str:
    """Pending before the first period and between two of them; ended after the last, or when nothing can follow."""
    rows = list(rows)
    for row in rows:
        if row.covers(day):
            return row.standing.state
    over = last_day is not None and day > last_day
    if over or (rows and all(row.since <= day for row in rows)):
        return ENDED
    return PENDING


def last_day(facts: Facts) -> date | None:
    """The last day that a benefit can have: that of death, or that on which it was ended."""
    return min((day for day in (facts.died_on, facts.last_day) if day), default=None)


def _append(found: list[Period], row: Period) -> None:
    last = found[-1] if found else None
    if last and last.until and last.until + DAY == row.since and last.standing == row.standing:
        found[-1] = replace(last, until=row.until)
    else:
        found.append(row)


def _standing(day: date, facts: Facts, terms: Terms, runs: list[Stretch]) -> Standing | None:
    ground, end = ground_on(facts, day), last_day(facts)
    run = next((row for row in runs if row.entitles(day)), None)
    if ground is None or run is None or (end is not None and day > end):
        return None
    state, cause, event_on, citation = _why(day, facts, terms, run)
    mode = _mode(day, facts.modes, terms, run)
    provider = _latest(facts.providers, lambda row: row.on <= day)
    return Standing(state, ground.level, mode, provider, cause, event_on, citation)


def _why(day: date, facts: Facts, terms: Terms, run: Stretch) -> tuple[str, str, date, str]:
    """A suspension of the right comes before a stay in hospital, the earlier event before the later."""
    barred = [row for row in facts.suspensions if _suspends(row, day, terms)]
    if barred:
        first = min(barred, key=lambda row: (row.on, row.cause))
        return SUSPENDED, first.cause, first.on, terms.suspension
    away = [row for row in facts.stays if _away(row, day, terms)]
    if away:
        first_stay = min(row.admitted_on for row in away)
        return SUSPENDED, HOSPITAL, first_stay, terms.hospital_from.citation
    return ACTIVE, ENTITLED, run.event_on, terms.benefit_start.citation


def _suspends(row: Suspension, day: date, terms: Terms) -> bool:
    back = first_day(terms.resume_from.value, row.cleared_on) if row.cleared_on else None
    return row.on <= day and (back is None or day < back)


def _away(row: Stay, day: date, terms: Terms) -> bool:
    back = first_day(terms.hospital_until.value, row.discharged_on) if row.discharged_on else None
    return first_day(terms.hospital_from.value, row.admitted_on) <= day and (back is None or day < back)


def _mode(day: date, modes: tuple[Choice, ...], terms: Terms, run: Stretch) -> str:
    return _latest(modes, lambda row: _mode_from(row, modes, terms, run) <= day)


def _mode_from(row: Choice, modes: tuple[Choice, ...], terms: Terms, run: Stretch) -> date:
    """The first choice, and one made before the benefit began, hold at once; a change from the day of the rule."""
    first = min(modes, key=lambda other: other.rank)
    if row == first or (run.began_on is not None and row.on < run.began_on):
        return row.on
    return first_day(terms.mode_change.value, row.on)


def _latest(rows: tuple[Choice, ...], holds: Callable[[Choice], bool]) -> str:
    held = [row for row in rows if holds(row)]
    return max(held, key=lambda row: row.rank).value if held else ""


def _turning_days(facts: Facts, terms: Terms, runs: list[Stretch]) -> set[date]:
    """Every day on which the answer may change."""
    days: set[date | None] = {row.began_on for row in runs} | {row.until + DAY for row in runs if row.until}
    days |= {row.concluded_on for row in facts.conclusions} | {row.superseded_on for row in facts.conclusions}
    days |= {row.valid_until + DAY for row in facts.conclusions if row.valid_until}
    days |= {row.on for row in facts.suspensions} | {row.on for row in (*facts.modes, *facts.providers)}
    days |= {first_day(terms.mode_change.value, row.on) for row in facts.modes}
    days |= {first_day(terms.resume_from.value, row.cleared_on) for row in facts.suspensions if row.cleared_on}
    days |= {first_day(terms.hospital_from.value, row.admitted_on) for row in facts.stays}
    days |= {first_day(terms.hospital_until.value, row.discharged_on) for row in facts.stays if row.discharged_on}
    end = last_day(facts)
    return {day for day in days if day} | ({end + DAY} if end else set())
