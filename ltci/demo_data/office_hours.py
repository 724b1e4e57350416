"""When things happen: working days counted from today, office hours of the region, nothing after the present."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from ltci.demo_data.regions import Region
from workflow.rules.work_calendar import WorkCalendar

MINUTE = timedelta(minutes=1)
# The first act of a day leaves room for the others that follow within it.
LEAVES_FREE = timedelta(hours=2)
BETWEEN = (8, 35)
LAST_HALF_HOUR = timedelta(minutes=30)
JUST_OPENED = timedelta(minutes=20)


@dataclass(frozen=True)
class OfficeHours:
    """The working days up to `now`, the present of the demonstration."""

    now: datetime
    calendar: WorkCalendar

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def before(self, working_days: int) -> date:
        """The `working_days`-th working day before today; today or the next one itself for 0."""
        if working_days == 0:
            return self.calendar.roll(self.today)
        return self.calendar.working_days_before(self.today, working_days)

    def after(self, day: date, working_days: int) -> date:
        """The `working_days`-th working day after `day`; `day` itself for 0."""
        return self.calendar.add_working_days(day, working_days) if working_days else day

    def moment(self, region: Region, day: date, rng: random.Random, since: datetime | None = None) -> datetime:
        """A moment of the day in office hours, some minutes after `since` where that is of the same day."""
        if since is not None and timezone.localdate(since) == day:
            return since + rng.randint(*BETWEEN) * MINUTE
        opens, closes = _hours(region, day)
        return self._within(opens, closes - LEAVES_FREE, rng)

    def this_day(self, region: Region, rng: random.Random) -> datetime:
        """A moment of today that has passed; the end of the last working day while the office has not opened yet."""
        if self.calendar.is_working(self.today):
            opens, closes = _hours(region, self.today)
            if self.now > opens + JUST_OPENED:
                return self._within(opens, min(closes, self.now), rng)
        _, closes = _hours(region, self.before(1))
        return self._within(closes - LAST_HALF_HOUR, closes, rng)

    def _within(self, first: datetime, last: datetime, rng: random.Random) -> datetime:
        return first + timedelta(seconds=rng.randrange(int((last - first).total_seconds())))


def _hours(region: Region, day: date) -> tuple[datetime, datetime]:
    opens, closes = (datetime.combine(day, time(hour)) for hour in (region.opens, region.closes))
    return timezone.make_aware(opens), timezone.make_aware(closes)
