"""The people and organisations that a scenario takes for granted, made fresh for each matter."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.actors import CLOCK, PUBLIC, Actor
from accounts.identity import check_character
from accounts.models import Appointment, Area, Organisation, User
from accounts.posts import KIND_OF_POST, Post
from assessment.models import Interest
from care.catalogue import load_demo
from enrolment.acts.register import complete
from enrolment.models import Person
from ltci.rehearsal.reading import Matter
from ltci.rehearsal.words import person_of_post
from policy import rule
from providers.models import Agreement, Bid, HandlerContract, OrganisationInterest, StaffMember, Tender

POOL = (1, 2, 3)
SECOND_BODY_FROM = 11
LONG_BEFORE = timedelta(days=730)


@dataclass
class Stage:
    """Where one matter plays: its organisations, its person, and everybody who has been named so far."""

    matter: Matter
    start: date
    agency: Organisation
    bodies: dict[str, Organisation]
    providers: dict[str, Organisation]
    committee: Organisation
    handler: Organisation
    person: Person
    people: dict[str, User] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    mark: str = field(default_factory=lambda: f"R{uuid4().hex[:8]}")

    def user(self, name: str) -> User:
        """The person of that name: of the cast, or one more person of a post."""
        if name not in self.people:
            self.people[name] = self._engage(name)
        return self.people[name]

    def number_of(self, name: str, born: date) -> str:
        """The identity number of somebody who is known by name only; the same throughout the matter."""
        return self.numbers.setdefault(name, _id_number(self.matter.area, born, "female"))

    def own(self, number: str) -> str:
        """A number of papers that no other matter has used."""
        return f"{self.mark}-{number}"

    def actor(self, name: str, on: date) -> Actor:
        if name == "clock":
            return CLOCK
        if name == Post.PUBLIC:
            return PUBLIC
        return Actor.of(self.user(name), on)

    def posts_of(self, name: str) -> list[str]:
        """The posts that the cast gives to that name, or the one that the name says."""
        if name in self.matter.cast:
            return list(self.matter.cast[name]["posts"])
        found = person_of_post(name)
        return [found[0]] if found else []

    def _engage(self, name: str) -> User:
        row = self.matter.cast.get(name) or {}
        _, number = person_of_post(name) or ("", 1)  # a default name keeps its number's place in the cast too
        user = new_user(name)
        for post in self.posts_of(name):
            self._appoint(user, post, number, row)
        if row.get("related_to_person"):
            Interest.objects.create(
                user=user, person=self.person, relation="亲属", declared_at=timezone.now(), declared_by=user
            )
        return user

    def _appoint(self, user: User, post: str, number: int, row: dict[str, Any]) -> None:
        if post in (Post.APPLICANT, Post.PANEL_MEMBER):  # held by applying, by sitting on a panel
            return
        organisation = self._organisation(post, number, row)
        if post == Post.CARER:
            self._enrol(user, organisation, number)
        Appointment.objects.create(user=user, post=post, organisation=organisation, starts_on=self.start - LONG_BEFORE)

    def _enrol(self, user: User, provider: Organisation, number: int) -> None:
        """Carers stand on their provider's roster."""
        member = StaffMember(
            organisation=provider,
            user=user,
            name=user.name,
            nhsa_code=f"HL{number:06d}",
            starts_on=self.start - LONG_BEFORE,
        )
        member.identify(f"110101198001{number % 10_000:04d}0X")
        member.save()

    def _organisation(self, post: str, number: int, row: dict[str, Any]) -> Organisation:
        if KIND_OF_POST[post] == "handler":
            self._entrust()
        kind, half = KIND_OF_POST[post], 2 if number >= SECOND_BODY_FROM else 1
        if kind == "body":
            return self.bodies[row.get("body") or f"body_{half}"]
        if kind == "provider":
            return self.providers[f"provider_{half}"]
        return {"committee": self.committee, "handler": self.handler}.get(kind, self.agency)

    def _entrust(self) -> None:
        """A contract that lists every task of the region, made when the first of the handler's staff comes on."""
        if HandlerContract.objects.filter(agency=self.agency, handler=self.handler).in_force(self.start).exists():
            return
        drawn_up, approved = new_user("agreement_officer"), new_user("supervisor")
        since, number = self.start - LONG_BEFORE, f"R{uuid4().hex[:12]}"
        tender = Tender.objects.create(
            agency=self.agency, title="委托经办", number=number, method=Tender.Method.OPEN, published_on=since,
            decided_on=since, grounds="综合评分最高", recorded_by=drawn_up, recorded_at=timezone.now(),
        )  # fmt: skip
        Bid.objects.create(tender=tender, bidder=self.handler, quote="定额", won=True)
        HandlerContract.objects.create(
            agency=self.agency, handler=self.handler, number=number, tender=tender, starts_on=since,
            ends_on=self.start + LONG_BEFORE, duties="按合同协助经办", basis=HandlerContract.Basis.FIXED, amount=1,
            tasks=list(rule("providers.handler.tasks", area=self.matter.area, on=self.start).value), pass_mark=60,
            indicators=[{"name": "服务质量", "weight": 100}], state=HandlerContract.State.IN_FORCE,
            proposed_by=drawn_up, proposed_at=timezone.now(), decided_by=approved, decided_at=timezone.now(),
        )  # fmt: skip


def new_user(name: str) -> User:
    user = User(username=f"rehearsal-{uuid4().hex}", name=name)
    user.set_unusable_password()
    user.save()
    return user


def set_up(matter: Matter) -> Stage:
    """Organisations, agreements and the person of one matter; the first step's day is the first day of the play."""
    start = timezone.localdate(matter.steps[0].at)
    load_demo(start - LONG_BEFORE)
    area = _area(matter.area)
    agency = _office("agency", area, "医疗保障经办机构")
    applying = _applying(matter)
    bodies, providers = (
        {
            f"{kind}_{n}": _designated(kind, f"{label}{n}", area, None if f"{kind}_{n}" in applying else agency, start)
            for n in (1, 2)
        }
        for kind, label in (("body", "评估机构"), ("provider", "长护服务机构"))
    )
    stage = Stage(
        matter=matter,
        start=start,
        agency=agency,
        bodies=bodies,
        providers=providers,
        committee=_office("committee", area, "失能评定办公室"),
        handler=_office("handler", area, "委托经办机构"),
        person=_person(matter, start),
    )
    # Everybody is there before the first step: who came only with a step would be gone with it when it is refused.
    for name in (*matter.cast, *matter.named()):
        stage.user(name)
    for number in POOL:
        for post in (Post.ASSESSOR, Post.EXPERT):
            stage.user(f"{post}_{number}")
            stage.user(f"{post}_{number + SECOND_BODY_FROM - 1}")
    for name in applying & set(providers):
        _staffed(providers[name], area, start)
    for name, row in matter.cast.items():
        if row.get("related_to_organisation"):
            _declare(stage, name, applying)
    stage.person.user = stage.user(Post.APPLICANT)
    stage.person.save(update_fields=["user"])
    return stage


def _area(code: str) -> Area:
    return Area.objects.get_or_create(code=code, defaults={"name": code, "level": "city", "valid": True})[0]


def _office(kind: str, area: Area, label: str) -> Organisation:
    """The area's own agency or committee when it has one, so that nothing but the rehearsal's people is new."""
    found = Organisation.objects.filter(kind=kind, area=area).filter(level=Organisation.Level.POOLING_AREA).first()
    return found or Organisation.objects.create(
        code=f"R{uuid4().hex[:12]}", name=f"{area.name}{label}", kind=kind, area=area
    )


def _applying(matter: Matter) -> set[str]:
    """The organisations that apply in this matter: they have no agreement yet."""
    found = set()
    for step in matter.steps:
        if step.act == "providers.submit":
            posts = matter.cast[step.by]["posts"] if step.by in matter.cast else []
            post, number = person_of_post(step.by) or (posts[0] if posts else "provider_manager", 1)
            half = 2 if number >= SECOND_BODY_FROM else 1
            found.add(f"{KIND_OF_POST[Post(post)]}_{half}")
    return found


def _designated(kind: str, label: str, area: Area, agency: Organisation | None, start: date) -> Organisation:
    """A body or provider, with an agreement in force where an agency is given."""
    organisation = Organisation.objects.create(
        code=f"R{uuid4().hex[:12]}", name=f"{area.name}{label}", kind=kind, area=area, address="示范路1号",
        phone="0991-0000002",
    )  # fmt: skip
    if agency is not None:
        Agreement.objects.create(
            agency=agency,
            organisation=organisation,
            number=f"R{uuid4().hex[:12]}",
            starts_on=start - timedelta(days=180),
            ends_on=start + LONG_BEFORE,
        )
    return organisation


def _staffed(organisation: Organisation, area: Area, start: date) -> None:
    """As many carers as the region asks for, so that the organisation may sign."""
    for number in range(rule("care.staffing.home_carers_min", area=area.pk, on=start).value or 0):
        member = StaffMember(
            organisation=organisation, name=f"护理员{number + 1}", kind=StaffMember.Kind.CARER,
            certificate="长期照护师证书", labour_contract=True, starts_on=start - LONG_BEFORE,
        )  # fmt: skip
        member.identify(f"R{uuid4().hex[:16]}")
        member.save()


def _declare(stage: Stage, name: str, applying: set[str]) -> None:
    """A member of the cast has an interest in the organisation that applies."""
    for place in sorted(applying):
        OrganisationInterest.objects.create(
            user=stage.user(name), organisation={**stage.bodies, **stage.providers}[place], relation="表亲",
            declared_at=timezone.now(), declared_by=stage.user(name),
        )  # fmt: skip


def _person(matter: Matter, start: date) -> Person:
    given = matter.person
    born, sex = given.get("born") or date(1950, 1, 1), given.get("sex", "female")
    person = Person(
        name=given.get("name", "张桂兰"),
        born=born,
        sex=sex,
        id_number=_id_number(matter.area, born, sex),
        phone="13900000000",
        address="示例街道1号",
        area_code=matter.area,
        insured=given.get("insured", True),
        insured_since=given.get("insured_since", date(2020, 1, 1)),
        insured_type=given.get("insured_type", "employee"),
        basic_insurance=given.get("basic_insurance", True),
        work_injury_nursing_fee=given.get("work_injury_nursing_fee", False),
        last_failed_conclusion=given.get("last_failed_conclusion"),
        undertaking_breached_on=given.get("undertaking_breached_on"),
        created_at=timezone.now(),
    )
    complete(person)
    person.save()
    return person


def _id_number(area: str, born: date, sex: str) -> str:
    """A valid number that nobody in the register has; its sequence digit is odd for men."""
    while True:
        order = random.randrange(100, 500) * 2 + (sex == "male")
        body = f"{area}{born:%Y%m%d}{order % 1000:03d}"
        number = body + check_character(body)
        if not Person.objects.with_id_number(number).exists():
            return number
