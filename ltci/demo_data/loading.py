"""Loads the whole demonstration in one transaction: either all of it is there or nothing."""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.db import transaction

from accounts.models import Organisation, User
from applications.models import Application
from assessment.models import Assessment
from care.catalogue import load_demo
from documents.issuing import rows_only
from enrolment.acts.register import register
from enrolment.models import Person
from ltci.demo_data import care, claims, designations, handlers, organisations, regions, rosters, staff, stories
from ltci.demo_data.matter import Matter
from ltci.demo_data.office_hours import OfficeHours
from ltci.demo_data.organisations import Offices
from ltci.demo_data.people import Population
from ltci.demo_data.playing import Play, check_ends
from ltci.demo_data.staff import Staff
from providers.acts.reminding import remind
from workflow import calendar
from workflow.rules.work_calendar import months_after

SEED = 37
MATTERS, PEOPLE = 128, 300
# The register is filled during the days before the first matters, in working days before today.
REGISTER_FROM, REGISTER_TO = 112, 100
Say = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """What was loaded, with the states of both kinds of case."""

    people: int
    users: int
    matters: int
    acts: int
    seconds: float
    applications: dict[str, int]
    assessments: dict[str, int]


def is_loaded() -> bool:
    """Whether the installation has any organisation or person: demonstration data go into an empty one only."""
    return Organisation.objects.exists() or Person.objects.exists()


def load(
    now: datetime, *, seed: int = SEED, matters: int = MATTERS, people: int = PEOPLE, say: Say = lambda text: None
) -> Report:
    """Load areas, calendar, organisations, accounts, people and matters up to the moment `now`.

    Everything but identifiers and codes follows from `seed` and the day. Letters get their PDF when first opened.
    Raises StoryError where a story cannot be played as it is written; then nothing is kept.
    """
    begin = time.monotonic()
    with transaction.atomic(), rows_only():
        say("载入行政区划和工作日历")
        call_command("load_areas", verbosity=0, stdout=_Silence())
        calendar.seed(now)
        loader = Loader(now, seed, say)
        loader.found()
        loader.engage()
        loader.care()
        loader.designate()
        loader.cast(matters)
        loader.register(people)
        loader.play.run()
        remind(now)
        check_ends(loader.matters)
        loader.designations.check()
    return loader.report(time.monotonic() - begin)


class _Silence:
    def write(self, text: str) -> None:
        """The command's own lines are not wanted here."""


class Loader:
    """The steps of one load, in their order."""

    def __init__(self, now: datetime, seed: int, say: Say) -> None:
        self.now, self.seed, self.say = now, seed, say
        self.world = regions.read()
        self.hours = OfficeHours(now, calendar.current())
        self.play = Play(self.hours, say)
        self.matters: list[Matter] = []
        self.offices: list[Offices] = []
        self.staff = Staff()

    def _rng(self, purpose: Any) -> random.Random:
        """A source of its own for each purpose, so that one more matter does not change the others."""
        return random.Random(f"{self.seed}/{purpose}")

    def found(self) -> None:
        """Organisations, agreements, accounts."""
        self.say("建立机构、协议和账户")
        provinces, self.offices = organisations.found(self.world, self.hours.today, self._rng("organisations"))
        slugs = {row.area: row.slug for row in self.world.provinces}
        self.staff = staff.engage(provinces, self.offices, slugs, self.now, self._rng("staff"))

    def engage(self) -> None:
        """Terms of assessors and experts, proposed and approved before the first matters."""
        for offices in self.offices:
            rosters.enter(offices, self.staff, self.play, self._rng(f"rosters {offices.region.area}"))

    def care(self) -> None:
        """Carers, the demo catalogue, what follows a delivered conclusion, and the claims of a month."""
        load_demo(self.hours.before(REGISTER_FROM))
        following = care.Care(self.staff, self.play, self._rng("care"))
        for offices in self.offices:
            following.enter_carers(offices)
        self.play.delivered = following.follow
        claims.Claims(self.staff, self.play, self._rng("claims")).enter(self.offices)

    def designate(self) -> None:
        """Calls, applications of bodies and providers, agreements; handlers with contract and evaluation."""
        self.designations = designations.Designations(self.staff, self.play, self._rng("designations"))
        self.designations.enter(self.offices)
        handlers.Handlers(self.staff, self.play, self._rng("handlers")).enter(self.offices)

    def cast(self, matters: int) -> None:
        """Give every story its region and its first day."""
        by_area = {row.region.area: row for row in self.offices}
        for number, (story, region) in enumerate(stories.casting(self.world.regions, matters)):
            rng = self._rng(f"matter {number}")
            start = story.start if isinstance(story.start, int) else rng.randint(*sorted(story.start))
            first_day = self.hours.before(start)
            matter = Matter(story, by_area[region.area], self.staff, rng, first_day)
            self.matters.append(matter)
            self.play.enter(matter)

    def register(self, people: int) -> None:
        """Enter everybody whom the register will have; their matters begin later."""
        self.say(f"登记参保人并办理 {len(self.matters)} 件事项")
        population, rng = Population(self.world, self.hours.today), self._rng("register")
        for matter in self.matters:
            person = population.person(matter.offices.region, matter.rng, _given(matter))
            self._register_later(matter.offices, person, rng, matter)
        for number in range(len(self.matters), people):
            offices = self.offices[number % len(self.offices)]
            self._register_later(offices, population.person(offices.region, rng), rng, None)

    def _register_later(
        self, offices: Offices, data: dict[str, Any], rng: random.Random, matter: Matter | None
    ) -> None:
        day = self.hours.before(rng.randint(REGISTER_TO + 1, REGISTER_FROM))
        clerk = self.staff.user(offices.agency.pk, "intake_clerk")

        def turn(now: datetime) -> None:
            person = register(by=self.staff.actor(clerk, now), now=now, **data)
            if matter is not None:
                matter.meet(person)

        if matter is not None and matter.story.applicant == "self":
            self._is_the_applicant(matter, data)
        self.play.at(self.hours.moment(offices.region, day, rng), turn)
        if matter is not None and matter.story.interest:
            next_day = self.hours.after(day, 1)
            self.play.at(self.hours.moment(offices.region, next_day, rng), matter.declare_interest)

    def _is_the_applicant(self, matter: Matter, data: dict[str, Any]) -> None:
        """The account belongs to the person: it bears the person's name."""
        matter.applicant.name = data["name"]
        matter.applicant.save(update_fields=["name"])

    def report(self, seconds: float) -> Report:
        return Report(
            people=Person.objects.count(),
            users=User.objects.count(),
            matters=len(self.matters),
            acts=self.play.acts,
            seconds=seconds,
            applications=dict(Counter(Application.objects.values_list("state", flat=True))),
            assessments=dict(Counter(Assessment.objects.values_list("state", flat=True))),
        )


def _given(matter: Matter) -> dict[str, Any]:
    """What the register must say of a story's person."""
    story, start = matter.story, matter.start
    given = dict(story.person)
    if story.insured_months:
        given["insured_since"] = months_after(start, -story.insured_months)
    if story.failed_months:
        given["last_failed_conclusion"] = months_after(start, -story.failed_months)
    return given
