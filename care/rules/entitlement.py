"""From which day conclusions entitle: one stretch for conclusions that follow each other without a gap. C3.

新疆第八条（二）4、第十六条; 宁夏第十六条; 黑龙江第十六条.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessment.rules.in_force import in_force
from care.rules.facts import Facts, Grounds
from care.rules.terms import AFTER_PLAN_CONFIRMED, DAY, Terms, month_after


@dataclass(frozen=True)
class Stretch:
    """An unbroken run of days under qualifying conclusions; `began_on`: first day of benefit, None while it waits.

    `event_on` is what made it begin: the conclusion, or the confirmation of the plan.
    """

    since: date
    until: date | None
    began_on: date | None
    event_on: date

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def entitles(self, day: date) -> bool:
        return self.covers(day) and self.began_on is not None and self.began_on <= day


def stretches(facts: Facts, terms: Terms) -> list[Stretch]:
    """A conclusion that takes over without a gap continues the benefit; after a gap it begins anew."""
    return [_stretch(since, until, facts, terms) for since, until in _runs(facts)]


def ground_on(facts: Facts, day: date) -> Grounds | None:
    """The conclusion in force on the day, if it qualifies."""
    ranked = sorted(facts.conclusions, key=lambda row: row.rank, reverse=True)
    found = in_force(ranked, day)
    return found if isinstance(found, Grounds) and found.qualifies else None


def _stretch(since: date, until: date | None, facts: Facts, terms: Terms) -> Stretch:
    if terms.benefit_start.value != AFTER_PLAN_CONFIRMED:
        return Stretch(since, until, month_after(since), since)
    confirmed = min((day for day in facts.plans_confirmed_on if day >= since), default=None)
    return Stretch(since, until, confirmed, confirmed or since)


def _runs(facts: Facts) -> Iterator[tuple[date, date | None]]:
    """First and last day of each run; the ground can change on these days only, so that the days between are one."""
    days = sorted(_turning_days(facts))
    since: date | None = None
    for day in days:
        held = ground_on(facts, day) is not None
        if held and since is None:
            since = day
        elif not held and since is not None:
            yield since, day - DAY
            since = None
    if since is not None:
        yield since, None


def _turning_days(facts: Facts) -> set[date]:
    """Days on which a conclusion begins to hold, or no longer holds."""
    days = {row.concluded_on for row in facts.conclusions} | {row.superseded_on for row in facts.conclusions}
    after = {row.valid_until + DAY for row in facts.conclusions if row.valid_until}
    return {day for day in days if day} | after
