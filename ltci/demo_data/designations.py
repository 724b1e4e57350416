"""Organisations apply to be designated, are reviewed, sign and renew; the calls before them. All by real acts."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.actors import PUBLIC, Actor
from accounts.identity import check_character
from accounts.models import Organisation, User
from accounts.posts import Kind, Post
from care.models import Mode
from ltci.demo_data.care import carer
from ltci.demo_data.designation_stories import REVIEW, Applicant, Invitation, read
from ltci.demo_data.names import name_of
from ltci.demo_data.organisations import Offices
from ltci.demo_data.playing import Play
from ltci.demo_data.staff import Staff
from ltci.demo_data.stories import NOTICE, Step, StoryError
from policy import rule
from providers import queries
from providers.acts import staff as roster
from providers.acts.drafting import draft
from providers.acts.open_call import open_call
from providers.models import Designation, RosterChange
from providers.models.designation import MANAGERS
from workflow import acts
from workflow.refusal import Refusal
from workflow.rules.work_calendar import months_after

# Who sits on the panels: people of the agency, in this order.
SMALL_PANEL = 3  # where the region names no size
PANEL = (Post.DISPATCHER, Post.INSPECTOR, Post.REVIEWER, Post.FIRST_REVIEWER, Post.STATISTICIAN)
PAPERS, PLACE = "申请材料真实、完整。", "场地、设备、人员与申请材料一致。"
SHORT = {"body": "评估室没有独立设置，持证评估员人数不足。", "provider": "护理区布局和护理人员配备不符合要求。"}
REASONS = "场地布局、人员配备不符合申请条件。"
ADVICE = "调整功能分区，补足有资质的人员，三个月内可以申请再次审核。"
PUT_RIGHT = "已重新划分功能区，新聘人员已到岗，请再次审核。"
EVALUATED = "年度考核合格，履约情况良好。"
TERM_MONTHS = 24
LEAD = 24  # working days within which the usual way comes to signing
FEW = 2  # who looks after residents of a small house
BETWEEN = (3, 12)  # minutes between two votes of one sitting
CONDITIONS = "依法登记，有固定场所和符合要求的专业人员，近三年无违法违规记录。"
PROCEDURE = "书面查验、现场核查、审核小组集体评议，过半数成员同意为合格。"


@dataclass
class Designations:
    """Enters calls and applications; `cases` are looked at when everything has been played."""

    staff: Staff
    play: Play
    rng: random.Random
    cases: "list[Case]" = field(default_factory=list)

    def enter(self, offices: Iterable[Offices]) -> None:
        by_area = {row.region.area: row for row in offices}
        for invitation in read().calls:
            self._call_later(invitation, by_area[invitation.area])
        for number, story in enumerate(read().applicants, 1):
            case = Case(self, story, by_area[story.area], number)
            self.cases.append(case)
            case.begin()

    def check(self) -> None:
        """Every application has come to where its story says. Raises StoryError naming all that have not."""
        wrong = [problem for case in self.cases for problem in case.differences()]
        if wrong:
            raise StoryError("；".join(wrong))

    def day(self, working_days: int) -> date:
        """Working days before today; after it where the number is negative."""
        hours = self.play.hours
        return hours.after(hours.today, -working_days) if working_days < 0 else hours.before(working_days)

    def _call_later(self, row: Invitation, offices: Offices) -> None:
        def turn(now: datetime) -> None:
            open_call(
                agency=offices.agency, kind=row.kind, title=row.title, conditions=CONDITIONS,
                scope="全市", procedure=PROCEDURE, closes_on=self.day(row.closes),
                by=self.officer(offices, now), now=now,
            )  # fmt: skip
            self.play.acts += 1

        self.play.at(self.play.hours.moment(offices.region, self.day(row.opens), self.rng), turn)

    def officer(self, offices: Offices, now: datetime) -> Actor:
        return self.staff.actor(self.staff.user(offices.agency.pk, Post.AGREEMENT_OFFICER), now)


@dataclass
class Case:
    """The application of one organisation on its way."""

    work: Designations
    story: Applicant
    offices: Offices
    number: int
    pk: Any = None

    def __post_init__(self) -> None:
        self.organisation: Organisation = self.offices.applicants[self.story.name]
        self.rng = random.Random(self.work.rng.random())
        self.steps = self.story.steps()

    def __str__(self) -> str:
        return self.story.name

    def begin(self) -> None:
        """Enter the first step, and the people without whom nobody qualifies and signs."""
        day = self._first_day()
        if self.story.qualifies and self.story.kind == Kind.PROVIDER:
            self._enter_carers(day)
        self._at(self.work.play.hours.moment(self.offices.region, day, self.rng), 0)

    def differences(self) -> Iterable[str]:
        """In what the application and its agreement differ from what the story leaves."""
        case = Designation.objects.filter(pk=self.pk).first()
        agreement = queries.current_agreement(self.pk)
        for name, row in (("designation", case), ("agreement", agreement)):
            found, wanted = row and row.state, self.story.leaves.get(name)
            if found != wanted:
                yield f"{self}：{name} 应为 {wanted}，实为 {found}"

    def _first_day(self) -> date:
        """`ends_in` of an agreement of a year: applied for long enough before its first day."""
        if self.story.ends_in is None:
            return self.work.day(self.story.start)
        return self.work.play.hours.calendar.working_days_before(self._term_from(), LEAD)

    def _term_from(self) -> date:
        last = self.work.play.hours.today + timedelta(days=self.story.ends_in or 0)
        months = rule(f"providers.{self.story.kind}.agreement_first", area=self.story.area, on=last).value
        return months_after(last, -months) + timedelta(days=1)

    def _at(self, moment: datetime, number: int) -> None:
        self.work.play.at(moment, lambda now: self._turn(number, now))

    def _turn(self, number: int, now: datetime) -> None:
        """Do a step; the next member votes some minutes later, the next step follows in its time."""
        step = self.steps[number]
        self._do(step, now)
        self.work.play.acts += 1
        if step.inputs.get("part") == "vote" and self._left():
            self._at(now + self.rng.randint(*BETWEEN) * timedelta(minutes=1), number)
        elif number + 1 < len(self.steps):
            self._at(self._moment(self.steps[number + 1], now), number + 1)

    def _moment(self, step: Step, since: datetime) -> datetime:
        hours = self.work.play.hours
        moment = hours.moment(self.offices.region, self._day(step, since), self.rng, since)
        if moment <= since:
            raise StoryError(f"{self}：{step.act} 应在 {since:%Y-%m-%d %H:%M} 之后，却排在 {moment:%Y-%m-%d %H:%M}")
        return moment

    def _day(self, step: Step, since: datetime) -> date:
        hours = self.work.play.hours
        if step.when == NOTICE:
            last = self._case().notice_closes_on
            assert last is not None  # the step before was the notice
            return hours.after(last, 1)
        if isinstance(step.when, int):
            return hours.before(-step.when) if step.when < 0 else hours.after(timezone.localdate(since), step.when)
        least, _, most = step.when.partition("-")
        return hours.after(timezone.localdate(since), self.rng.randint(int(least), int(most)))

    def _case(self) -> Designation:
        return Designation.objects.select_related("organisation", "agency__area").get(pk=self.pk)

    def _do(self, step: Step, now: datetime) -> None:
        """Raises StoryError where the law refuses it."""
        try:
            if step.act == "providers.submit":
                self._submit(now)
                return
            case: Any = self._case()
            if acts.registry[step.act].model == "providers.Agreement":
                case = queries.current_agreement(self.pk)
            by = self._by(step, case, now)
            acts.perform(step.act, case=case, by=by, now=now, **{**self._usual(step, case), **step.inputs})
        except Refusal as refusal:
            when = timezone.localtime(now)
            raise StoryError(
                f"{self}：{when:%Y-%m-%d %H:%M} {step.act} 被拒绝（{refusal.code}）：{refusal}"
            ) from refusal

    def _by(self, step: Step, case: Any, now: datetime) -> Actor:
        posts = acts.registry[step.act].posts_for(case)
        if Post.PUBLIC in posts:
            return PUBLIC
        if step.act == REVIEW:
            return self.work.staff.actor(self._member(step, case), now)
        if Post.AGREEMENT_OFFICER in posts:
            return self.work.officer(self.offices, now)
        return self._manager(now)

    def _manager(self, now: datetime) -> Actor:
        staff = self.work.staff
        return staff.actor(staff.user(self.organisation.pk, MANAGERS[Kind(self.story.kind)]), now)

    def _member(self, step: Step, case: Designation) -> User:
        """The first one checks the papers, the second one the place; then each votes in turn."""
        seats = list(case.panel_now().select_related("user"))
        if step.inputs["part"] == "vote":
            return next(seat.user for seat in seats if seat.vote is None)
        return seats[0 if step.inputs["part"] == "papers" else 1].user

    def _left(self) -> bool:
        """Whether somebody of the panel is still to vote in this story."""
        votes = list(self._case().panel_now().values_list("vote", flat=True))
        given = sum(vote is not None for vote in votes)
        return given < (len(votes) if self.story.votes is None else self.story.votes)

    def _usual(self, step: Step, case: Any) -> dict[str, Any]:
        """What the form says where the story says nothing."""
        match step.act.partition(".")[2]:
            case "supplement":
                return {"materials": case.missing_told}
            case "form_panel":
                return {"members": self._panel(case)}
            case "record_review":
                return self._review(step.inputs["part"], case)
            case "decide":
                return {"reasons": REASONS, "advice": ADVICE} if self.story.against else {}
            case "rectify":
                return {"rectification": PUT_RIGHT}
            case "object":
                return {"name": self._name(1975), "phone": self.offices.region.exchange.number(90_000 + self.number)}
            case "sign":
                starts_on = {} if self.story.ends_in is None else {"starts_on": self._term_from()}
                return {"signed_by_name": case.legal_representative, **starts_on}
            case "renew":
                ends_on = months_after(case.ends_on, TERM_MONTHS)
                return {"ends_on": ends_on, "performance": EVALUATED, "signed_by_name": case.signed_by_name}
        return {}

    def _panel(self, case: Designation) -> dict[int, list[str]]:
        """As few as the region allows, who stand for its fields in turn."""
        terms = queries.panel_terms(case)
        posts = PANEL[: terms.least or SMALL_PANEL]
        held: dict[int, list[str]] = {self.work.staff.user(case.agency_id, post).pk: [] for post in posts}
        for place, name in enumerate(terms.fields):
            held[list(held)[place % len(held)]].append(name)
        return held

    def _review(self, part: str, case: Designation) -> dict[str, Any]:
        passed, short = not self.story.against, SHORT[self.story.kind]
        if part == "papers":
            return {"findings": PAPERS}
        if part == "vote":
            return {"passed": passed, "reason": "" if passed else short}
        items = {item: {"met": True, "note": ""} for item in queries.checklist(case)}
        if not passed:
            items[next(iter(items))] = {"met": False, "note": short}
        return {"findings": PLACE if passed else short, "items": items, "photos": True}

    def _submit(self, now: datetime) -> None:
        today, story = timezone.localdate(now), self.story
        offered: dict[str, Any] = {"modes": list(story.modes), "capacity": 40} if story.kind == Kind.PROVIDER else {}
        born = date(1966, 4, 1) + timedelta(days=37 * self.number)
        body = f"{story.area}{born:%Y%m%d}{self.number:03d}"
        case = draft(
            organisation=self.organisation, now=now, operating_since=months_after(today, -story.operating),
            legal_representative=self._name(born.year), legal_id_number=body + check_character(body),
            contact_phone=self.organisation.phone, scope="全市", **offered,
        )  # fmt: skip
        asked = queries.required_of(case)
        done = acts.perform(
            "providers.submit", case=case, by=self._manager(now), now=now, materials=asked[: len(asked) - story.lacks]
        )
        self.pk = done.case.pk

    def _name(self, born: int) -> str:
        return name_of("汉族", self.rng.choice(["male", "female"]), born, self.rng)

    def _enter_carers(self, day: date) -> None:
        """As many carers as the region asks for, proposed on the day of the application and approved on the next."""
        hours, region = self.work.play.hours, self.offices.region
        at_home = Mode.HOME in self.story.modes
        least = rule("care.staffing.home_carers_min", area=region.area, on=day).value if at_home else FEW
        proposed: list[RosterChange] = []
        for number in range(least or 0):
            values = carer(self.organisation, "carer", 1000 + 10 * self.number + number, day, hours.today, self.rng)

            def propose(now: datetime, values: dict[str, Any] = values) -> None:
                change = roster.propose_add(organisation=self.organisation, by=self._manager(now), now=now, **values)
                proposed.append(change)

            def approve(now: datetime) -> None:
                roster.approve(change=proposed.pop(), by=self.work.officer(self.offices, now), now=now)

            self.work.play.at(hours.moment(region, day, self.rng), propose)
            self.work.play.at(hours.moment(region, hours.after(day, 1), self.rng), approve)
