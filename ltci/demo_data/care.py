"""What follows a delivered conclusion: choice, dispatch, plan, a month of services, hospital, changes, death.

The matters of an area go different ways, in the order in which their benefits open; all of it by real acts.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.actors import Actor
from accounts.identity import check_character
from accounts.models import Organisation
from accounts.posts import Post
from care.acts.open_benefit import react
from care.models import Benefit, Mode
from care.models.benefit import PROVIDER_POSTS
from ltci.demo_data.claims import claimed_month
from ltci.demo_data.matter import Matter
from ltci.demo_data.names import name_of
from ltci.demo_data.organisations import Offices
from ltci.demo_data.playing import Play
from ltci.demo_data.staff import Staff
from ltci.demo_data.stories import StoryError
from policy import rule
from providers.acts import staff as roster
from providers.models import StaffMember
from workflow import acts
from workflow.refusal import Refusal

FEEDING, BATH = "DEMO-LS-01", "DEMO-LS-04"
PLAN: list[dict[str, Any]] = [
    {"code": FEEDING, "weekdays": [1, 3, 5], "minutes": 30, "performer": "carer"},
    {"code": BATH, "weekdays": [2], "minutes": 50, "performer": "carer"},
]
SERVICE_DAYS = {1: FEEDING, 2: BATH, 3: FEEDING, 5: FEEDING}
LASTS = {FEEDING: 34, BATH: 50}  # minutes; with the minutes by which a visit begins late, less than an hour
ROSTER_FROM = 105  # working days before today on which carers are entered
FINDINGS = {
    "violation": "查实待遇期间由他人冒用服务，当事人已承认。",
    "not_served_by_contracted": "两次上门核查，参保人在未签约的机构接受护理。",
}
BEGINNING = ("care.choose", "care.dispatch", "care.accept_dispatch", "care.draft_plan", "care.confirm_plan")
# How far those go whose benefit begins late, and what becomes of those that have been served for a while.
EARLY = (0, 1, 2, 3, 4, 5)
# Days after the services began, act, inputs.
Later = tuple[tuple[int, str, dict[str, Any]], ...]
LATER: tuple[Later, ...] = (
    ((12, "care.admit", {"hospital": "市人民医院（演示）"}), (17, "care.discharge", {})),
    ((14, "care.change_provider", {"reason": "搬家，原机构路远。"}), (16, "care.accept_dispatch", {})),
    ((20, "care.suspend", {}),),
    ((18, "care.record_death", {"proof": "死亡医学证明"}),),
    (
        (13, "care.change_mode", {"mode": Mode.INSTITUTION, "reason": "家中无人照看。"}),
        (15, "care.accept_dispatch", {}),
    ),
    (),
)
HOURS = 7  # of a working day in which visits begin
LONG = timedelta(days=35)
SERVED = LONG + timedelta(days=15)  # since the conclusion was delivered


@dataclass
class Care:
    """Goes on with the matters of a demonstration; `early` and `ways` say which way comes next in each area."""

    staff: Staff
    play: Play
    rng: random.Random
    early: Counter[str] = field(default_factory=Counter)
    ways: dict[str, int] = field(default_factory=dict)
    slots: Counter[str] = field(default_factory=Counter)
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def enter_carers(self, offices: Offices) -> None:
        """Two carers and a nurse of each provider, proposed by it and approved by the agency."""
        officer = self.staff.user(offices.agency.pk, Post.AGREEMENT_OFFICER)
        day = self.play.hours.before(ROSTER_FROM)
        for provider in offices.providers:
            manager = self.staff.user(provider.pk, Post.PROVIDER_MANAGER)
            people = [("carer", self.staff.user(provider.pk, Post.CARER, number)) for number in (1, 2)]
            for kind, user in (*people, ("nurse", None)):
                values = self._values(provider, kind, user, day)

                def propose(
                    now: datetime, values: Any = values, provider: Any = provider, manager: Any = manager
                ) -> None:
                    roster.propose_add(organisation=provider, by=self.staff.actor(manager, now), now=now, **values)

                def approve(now: datetime, values: Any = values, provider: Any = provider, user: Any = user) -> None:
                    change = provider.roster_changes.get(name=values["name"], state="proposed")
                    row, _ = roster.approve(change=change, by=self.staff.actor(officer, now), now=now)
                    if user is not None:
                        StaffMember.objects.filter(pk=row.member_id).update(user=user)

                self.play.at(self.play.hours.moment(offices.region, day, self.rng), propose)
                self.play.at(self.play.hours.moment(offices.region, self.play.hours.after(day, 1), self.rng), approve)

    def _values(self, provider: Organisation, kind: str, user: Any, day: date) -> dict[str, Any]:
        name = user.name if user else ""
        return carer(provider, kind, next(self.numbers), day, self.play.hours.today, self.rng, name)

    def follow(self, matter: Matter, now: datetime) -> None:
        """The conclusion has been delivered: where it qualifies, the benefit opens and goes its way."""
        assert matter.application is not None
        benefit = react(matter.application.matter, now)
        if benefit is None:
            return
        region = matter.offices.region.area
        if self.play.hours.today - timezone.localdate(now) > SERVED:
            # Each area begins at another of the ways, so that few matters show them all.
            later = LATER[self.ways.setdefault(region, len(self.ways)) % len(LATER)]
            self.ways[region] += 1
            steps = len(BEGINNING)
        else:
            later, steps = (), EARLY[self.early[region] % len(EARLY)]
            self.early[region] += 1
        one = One(self, matter, benefit.pk, later, next(self.numbers))
        self._next(one, 0, steps, now)

    def _next(self, one: "One", place: int, steps: int, since: datetime) -> None:
        while place < steps and not one.applies(BEGINNING[place]):
            place += 1
        if place >= steps:
            if steps == len(BEGINNING):
                one.serve(since)
            return

        def turn(now: datetime) -> None:
            one.do(BEGINNING[place], now)
            self._next(one, place + 1, steps, now)

        day = self.play.hours.after(timezone.localdate(since), self.rng.choice((0, 1, 1)))
        self.play.at(self.play.hours.moment(one.matter.offices.region, day, self.rng, since), turn)


def carer(
    provider: Organisation, kind: str, number: int, day: date, today: date, rng: random.Random, name: str = ""
) -> dict[str, Any]:
    """What the roster is told of one who begins on a day; `number` is the person's own among all of them."""
    born = date(1985, 3, 1) + timedelta(days=number)
    body = f"{provider.area_id[:6]}{born:%Y%m%d}{number % 1000:03d}"
    labels = rule("providers.certificates", area=provider.area_id, on=day).value
    return {
        "kind": kind, "name": name or name_of("汉族", "female", born.year, rng),
        "id_number": body + check_character(body), "nhsa_code": f"HS{body[:6]}{number:05d}",
        "certificate": labels[kind][0], "certificate_until": today + timedelta(days=900),
        "labour_contract": True, "starts_on": day,
    }  # fmt: skip


@dataclass
class One:
    """One benefit on its way."""

    care: Care
    matter: Matter
    pk: Any
    later: Later
    number: int

    @property
    def offices(self) -> Offices:
        return self.matter.offices

    def benefit(self) -> Benefit:
        return Benefit.objects.select_related("person", "provider", "application").get(pk=self.pk)

    def applies(self, name: str) -> bool:
        """Whether the agency sends the person to the provider; elsewhere the choice itself does."""
        if name != "care.dispatch":
            return True
        row = self.benefit()
        return bool(rule("care.dispatch_by_agency", area=row.area_code, on=row.policy_on).value)

    def do(self, name: str, now: datetime, **given: Any) -> None:
        case = self.benefit()
        inputs = {**self._usual(name, now), **given}
        try:
            acts.perform(name, case=case, by=self._by(name, case, now), now=now, **inputs)
        except Refusal as refusal:
            raise StoryError(f"{self.matter}：{now:%Y-%m-%d} {name} 被拒绝（{refusal.code}）：{refusal}") from refusal
        self.care.play.acts += 1

    def _usual(self, name: str, now: datetime) -> dict[str, Any]:
        other = self.offices.providers[(self.number + 1) % len(self.offices.providers)]
        mine = self.offices.providers[self.number % len(self.offices.providers)]
        usual: dict[str, dict[str, Any]] = {
            "care.choose": {"mode": Mode.HOME, "provider": mine, "variant": self._variant()},
            "care.draft_plan": {"items": PLAN, "staffing": "每次1名护理人员", "advice": "协助进食，每周助浴一次。"},
            "care.confirm_plan": {"means": "paper"},
            "care.change_provider": {"provider": other},
            "care.admit": {"admitted_on": timezone.localdate(now)},
            "care.suspend": self._cause() if name == "care.suspend" else {},
            "care.discharge": {"discharged_on": timezone.localdate(now)},
            "care.record_death": {"died_on": timezone.localdate(now)},
        }
        return usual.get(name, {})

    def _variant(self) -> str:
        """The kind of care at home by visits, where the region's standards know several."""
        row = self.benefit()
        standards = rule("care.benefit_standards", area=row.area_code, on=row.policy_on).value or ()
        kinds = [str(one["variant"]) for one in standards if one["mode"] == Mode.HOME and one.get("variant")]
        return kinds[-1] if len(set(kinds)) > 1 else ""

    def _cause(self) -> dict[str, Any]:
        row = self.benefit()
        causes = rule("care.suspension_causes", area=row.area_code, on=row.policy_on).value
        cause = next(code for code in FINDINGS if code in causes)
        return {"cause": cause, "finding": FINDINGS[cause]}

    def _by(self, name: str, case: Benefit, now: datetime) -> Actor:
        row = acts.registry[name]
        for post in row.posts_for(case):
            if post in ("clock", Post.APPLICANT):
                continue
            for place in self._places(case, post, name):
                if self.care.staff.holders.get((place.pk, post)):
                    actor = self.care.staff.actor(self.care.staff.user(place.pk, post), now)
                    if row.seat_of(actor, case) is not None:
                        return actor
        raise StoryError(f"{self.matter}：没有人能办理 {name}")

    def _places(self, case: Benefit, post: str, name: str) -> list[Organisation]:
        if name == "care.accept_dispatch":
            offered = case.placements.filter(state="offered").select_related("provider")
            return [row.provider for row in offered]
        if post in PROVIDER_POSTS:
            return [case.provider] if case.provider is not None else []
        return [self.offices.agency, self.offices.handler]

    def serve(self, since: datetime) -> None:
        """Services of the last weeks on the days of the plan, and what happens beside them."""
        play, region = self.care.play, self.offices.region
        starts = self.benefit().starts_on or timezone.localdate(since)
        begins = max(starts, timezone.localdate(since) + timedelta(days=1))
        for days, name, given in self.later:
            day = play.hours.after(
                max(begins + timedelta(days=days), play.hours.today - LONG + timedelta(days=days)), 1
            )

            def turn(now: datetime, name: str = name, given: dict[str, Any] = given) -> None:
                case = self.benefit()
                # Whoever goes on with the provider that serves already is not offered to it anew.
                if name != "care.accept_dispatch" or case.placements.filter(state="offered").exists():
                    self.do(name, now, **given)

            play.at(play.hours.moment(region, day, self.care.rng), turn)
        # Each has an hour of the day of its own, so that no carer is in two places.
        hour = region.opens + self.care.slots[region.area] % HOURS
        self.care.slots[region.area] += 1
        day = max(begins, claimed_month(play.hours.today, play.hours))
        while day < play.hours.today:
            if day.isoweekday() in SERVICE_DAYS and play.hours.calendar.is_working(day):
                self._record_later(day, hour)
            day += timedelta(days=1)

    def _record_later(self, day: date, hour: int) -> None:
        begin = timezone.make_aware(datetime.combine(day, time(hour, self.care.rng.randrange(0, 6))))

        def turn(now: datetime) -> None:
            case = self.benefit()
            today = case.periods.filter(since__lte=day).filter(Q(until__gte=day) | Q(until=None)).first()
            if case.state != "active" or today is None or today.state != "active" or today.mode != Mode.HOME:
                return
            carers = StaffMember.objects.filter(organisation=today.provider_id, kind="carer").order_by("pk")
            if today.provider_id != case.provider_id or not carers:
                return
            carer = carers[day.day % len(carers)]
            code = SERVICE_DAYS[day.isoweekday()]
            self.do(
                "care.record_service", now, carer=carer, started_at=begin,
                ended_at=begin + timedelta(minutes=LASTS[code]), items=[{"code": code, "times": 1}],
                identity="card",
            )  # fmt: skip

        self.care.play.at(begin + timedelta(hours=1, minutes=20), turn)
