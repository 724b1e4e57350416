"""Plays all matters together, strictly in the order of time, with the clock's sweep every night between."""

import heapq
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count

from django.utils import timezone

from ltci.demo_data.matter import Matter
from ltci.demo_data.office_hours import OfficeHours
from ltci.demo_data.stories import NOTICE, TODAY, Step, StoryError
from workflow import deadlines
from workflow.deadlines.sweeping import sweep

NIGHT = time(0, 30)
Turn = Callable[[datetime], None]


@dataclass
class Play:
    """A queue of what happens when; `done` counts acts, `swept` nights."""

    hours: OfficeHours
    say: Callable[[str], None]
    queue: list[tuple[datetime, int, Turn]] = field(default_factory=list)
    numbers: "count[int]" = field(default_factory=count)
    night: date | None = None
    acts: int = 0
    # What goes on after the last step of a matter whose conclusion was delivered.
    delivered: "Callable[[Matter, datetime], None] | None" = None

    def at(self, moment: datetime, turn: Turn) -> None:
        """Enter something to be done at a moment; what lies after the present is not done."""
        if moment <= self.hours.now:
            heapq.heappush(self.queue, (moment, next(self.numbers), turn))

    def enter(self, matter: Matter) -> None:
        """Enter the first step of a matter whose person is registered before."""
        if matter.story.draft:
            self.at(self._first_moment(matter), matter.write_draft)
        else:
            self.at(self._first_moment(matter), partial(self._turn, matter, 0))

    def run(self) -> None:
        """Until nothing is left before the present, and the clock's last sweep at the present."""
        while self.queue:
            moment, _, turn = heapq.heappop(self.queue)
            self._sweep_nights(moment)
            turn(moment)
        self._sweep_nights(self.hours.now)
        self._sweep(self.hours.now)

    def _first_moment(self, matter: Matter) -> datetime:
        region, rng = matter.offices.region, matter.rng
        if matter.start >= self.hours.today:
            return self.hours.this_day(region, rng)
        return self.hours.moment(region, matter.start, rng)

    def _turn(self, matter: Matter, number: int, now: datetime) -> None:
        """Do a step and enter the next one that exists for this matter."""
        matter.do(matter.steps[number], now)
        self.acts += 1
        for following in range(number + 1, len(matter.steps)):
            if matter.applies(matter.steps[following]):
                moment = self._moment(matter, matter.steps[following], now)
                self.at(moment, partial(self._turn, matter, following))
                return
        if self.delivered is not None and matter.assessment is not None and matter.assessment.state == "delivered":
            self.delivered(matter, now)

    def _moment(self, matter: Matter, step: Step, since: datetime) -> datetime:
        if step.when == TODAY:
            return self.hours.this_day(matter.offices.region, matter.rng)
        moment = self.hours.moment(matter.offices.region, self._day(matter, step, since), matter.rng, since)
        if moment <= since:
            raise StoryError(f"{matter}：{step.act} 应在 {since:%Y-%m-%d %H:%M} 之后，却排在 {moment:%Y-%m-%d %H:%M}")
        return moment

    def _day(self, matter: Matter, step: Step, since: datetime) -> date:
        if isinstance(step.when, int) and step.when < 0:
            return self.hours.before(-step.when)
        return self.hours.after(self._counted_from(matter, step, since), self._gap(step, matter.rng))

    def _counted_from(self, matter: Matter, step: Step, since: datetime) -> date:
        if step.when == NOTICE and matter.application is not None:
            notice = deadlines.find(matter.application.matter, "notice")
            if notice is not None:
                return notice.due_on
        return timezone.localdate(since)

    def _gap(self, step: Step, rng: random.Random) -> int:
        if step.when == NOTICE:
            return 1
        if isinstance(step.when, int):
            return step.when
        least, _, most = step.when.partition("-")
        return rng.randint(int(least), int(most))

    def _sweep_nights(self, until: datetime) -> None:
        """Sweep at half past midnight of every day up to a moment."""
        day = self.night + timedelta(days=1) if self.night else timezone.localdate(until)
        while (moment := timezone.make_aware(datetime.combine(day, NIGHT))) <= until:
            self._sweep(moment)
            if day.day == 1:
                self.say(f"办理到 {day:%Y年%-m月}，共 {self.acts} 次")
            self.night, day = day, day + timedelta(days=1)

    def _sweep(self, moment: datetime) -> None:
        swept = sweep(moment)
        if swept.failed:
            raise StoryError(f"{moment:%Y-%m-%d} 有 {swept.failed} 项到期事项未能自动办理，原因见日志。")


def check_ends(matters: Iterable[Matter]) -> None:
    """Every story has come to where it says. Raises StoryError naming all that have not."""
    wrong = [problem for matter in matters for problem in differences(matter)]
    if wrong:
        raise StoryError("；".join(wrong))


def differences(matter: Matter) -> Iterable[str]:
    """In what a matter's cases and deadlines differ from what its story leaves."""
    matter.reload()
    for name, wanted in matter.story.leaves.items():
        found = _found(matter, name)
        if found != wanted and not (name != "grounds" and isinstance(wanted, list) and found in wanted):
            yield f"{matter}：{name} 应为 {wanted}，实为 {found}"


def _found(matter: Matter, name: str) -> object:
    if name == "application":
        return matter.application and matter.application.state
    if name == "assessment":
        return matter.assessment and matter.assessment.state
    if name == "grounds":
        return matter.application and list(matter.application.grounds)
    limit = deadlines.find(matter.application.matter, name) if matter.application else None
    return limit and limit.state
