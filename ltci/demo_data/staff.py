"""Accounts of the demonstration: somebody for every post, all with one published password."""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Appointment, Organisation, User
from accounts.posts import Kind, Post, posts_of
from ltci.demo_data.names import ethnicity_of, name_of
from ltci.demo_data.organisations import Offices
from providers.models.designation import MANAGERS

# Published on purpose: the commands that write and print it refuse to run outside a demonstration.
PASSWORD = "Changhu-Demo-1"
BEFORE = timedelta(days=730)
YOUNGEST, OLDEST = 1998, 1968
# How many hold a post in one organisation where one is not enough for a lawful team.
STRENGTH = {Post.ASSESSOR: 3, Post.EXPERT: 4, Post.COMMITTEE_EXPERT: 4, Post.CARER: 2}
# A body without agreement keeps few people; nobody is sent there.
IDLE_BODY = (Post.BODY_MANAGER, Post.EXPERT)
PROVINCE_POSTS = (Post.SUPERVISOR, Post.STATISTICIAN, Post.USER_ADMIN)
COUNTY_POSTS = (Post.INTAKE_CLERK,)


@dataclass
class Staff:
    """Who holds which post, in the order of their numbers; actors are read once, since no post changes hands."""

    holders: dict[tuple[int, str], list[User]] = field(default_factory=lambda: defaultdict(list))
    applicants: dict[str, User] = field(default_factory=dict)
    actors: dict[int, Actor] = field(default_factory=dict)

    def user(self, organisation_id: int, post: str, number: int = 1) -> User:
        """The `number`-th holder (from 1) of the post in the organisation."""
        return self.holders[organisation_id, post][number - 1]

    def actor(self, user: User, now: datetime) -> Actor:
        if user.pk not in self.actors:
            self.actors[user.pk] = Actor.of(user, timezone.localdate(now))
        return self.actors[user.pk]


class Engagement:
    """Collects accounts and appointments and writes them at once."""

    def __init__(self, now: datetime, rng: random.Random) -> None:
        self.now, self.rng = now, rng
        # One hash for all: the password is public, and each hash costs as much as a whole matter.
        self.encoded = make_password(PASSWORD)
        self.numbers: dict[str, int] = defaultdict(int)
        self.rows: list[tuple[User, str, Organisation | None]] = []

    def engage(self, slug: str, offices: Offices | None, organisation: Organisation, posts: Iterable[str]) -> None:
        for post in posts:
            for _ in range(STRENGTH.get(Post(post), 1)):
                self.add(slug, post, offices, organisation)

    def add(self, slug: str, post: str, offices: Offices | None, organisation: Organisation | None) -> User:
        """One account: `urumqi_expert`, `urumqi_expert_2` …"""
        base = f"{slug}_{post}"
        self.numbers[base] += 1
        username = base if self.numbers[base] == 1 else f"{base}_{self.numbers[base]}"
        user = User(username=username, name=self._name(offices), organisation=organisation)
        user.password, user.password_changed_at = self.encoded, self.now
        self.rows.append((user, post, organisation))
        return user

    def _name(self, offices: Offices | None) -> str:
        shares = offices.region.names if offices else {"汉族": 1}
        sex = self.rng.choice(["male", "female"])
        return name_of(ethnicity_of(shares, self.rng), sex, self.rng.randrange(OLDEST, YOUNGEST), self.rng)

    def write(self) -> Staff:
        User.objects.bulk_create([user for user, _, _ in self.rows])
        staff, since = Staff(), timezone.localdate(self.now) - BEFORE
        for user, post, organisation in self.rows:
            if organisation is None:
                staff.applicants[user.username.removesuffix(f"_{post}")] = user
            else:
                staff.holders[organisation.pk, post].append(user)
        Appointment.objects.bulk_create(
            Appointment(user=user, post=post, organisation=organisation, starts_on=since)
            for user, post, organisation in self.rows
            if organisation is not None
        )
        return staff


def engage(
    provinces: Iterable[Organisation],
    regions: Sequence[Offices],
    slugs: dict[str, str],
    now: datetime,
    rng: random.Random,
) -> Staff:
    """Accounts and appointments for all organisations; `slugs`: area code → how its accounts begin."""
    work = Engagement(now, rng)
    for agency in provinces:
        work.engage(slugs[agency.area_id], None, agency, PROVINCE_POSTS)
    for offices in regions:
        _engage_region(work, offices)
    for offices in regions:
        for place in offices.applicants.values():
            work.engage(offices.region.slug, offices, place, (MANAGERS[Kind(place.kind)],))
    return work.write()


def _engage_region(work: Engagement, offices: Offices) -> None:
    slug = offices.region.slug
    for body in offices.bodies:
        work.engage(slug, offices, body, posts_of(body.kind) if body in offices.designated else IDLE_BODY)
    for place in (offices.agency, offices.committee, *offices.providers, offices.handler):
        if place is not None:
            work.engage(slug, offices, place, posts_of(place.kind))
    for county, agency in offices.counties.items():
        work.engage(county, offices, agency, COUNTY_POSTS)
    work.add(slug, Post.APPLICANT, offices, None)
