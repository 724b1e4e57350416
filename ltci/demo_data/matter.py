"""One matter of the demonstration: does the steps of its story through the real acts."""

import random
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

import applications.acts
import assessment.acts
from accounts.models import Organisation, User
from accounts.posts import Post
from applications import queries as application_queries
from applications.acts.drafting import draft
from applications.models import Application
from assessment import panels
from assessment import queries as assessment_queries
from assessment.acts.declare_interest import declare_interest
from assessment.acts.record_visit import EVIDENCE
from assessment.models import Assessment, Opinion
from enrolment.models import Person
from ltci.demo_data import applying
from ltci.demo_data.organisations import Offices
from ltci.demo_data.sheets import sheet
from ltci.demo_data.staff import Staff
from ltci.demo_data.stories import Step, Story, StoryError
from policy import rule
from workflow import acts
from workflow.refusal import Refusal

REGISTERED = (applications.acts, assessment.acts)
LEVELS = range(6)
# Of ten people assessed without a story about their level, so many qualify.
QUALIFY_OF_TEN = 7
ADVICE = ("建议居家护理，每周上门三次。", "建议入住定点机构，防压疮、防跌倒。", "建议社区日间照料，每周康复训练两次。")
REASON_LEVEL = "复核现场录像，认知一项按观察到的能力提高一档。"


class Matter:
    """A story in a region, with its person and its cases as they now are."""

    def __init__(self, story: Story, offices: Offices, staff: Staff, rng: random.Random, start: date) -> None:
        self.story, self.offices, self.staff, self.rng, self.start = story, offices, staff, rng, start
        self.steps = story.steps()
        self.person: Person | None = None
        self.application: Application | None = None
        self.assessment: Assessment | None = None

    def __str__(self) -> str:
        return f"{self.offices.region.area}「{self.story.name}」"

    @property
    def applicant(self) -> User:
        return self.staff.applicants[self.offices.region.slug]

    def meet(self, person: Person) -> None:
        """The person whose matter this is has been registered."""
        self.person = person
        if self.story.applicant == "self":
            person.user = self.applicant
            person.save(update_fields=["user"])

    def declare_interest(self, now: datetime) -> None:
        """The first expert of the first body is a relative of the person and says so."""
        assert self.person is not None
        expert = self.staff.user(self.offices.designated[0].pk, Post.EXPERT)
        declare_interest(
            user=expert,
            id_number=self.person.id_number,
            relation="外甥",
            by=self.staff.actor(expert, now),
            now=now,
        )

    def applies(self, step: Step) -> bool:
        """Whether a step of the usual way exists for this matter: referral and notice do not for all."""
        if step.act == "assessment.refer":
            return self.assessment is not None and self.assessment.route == Assessment.Route.COMMITTEE
        return step.act != "assessment.publish" or self.qualifies()

    def qualifies(self) -> bool:
        return self.assessment is not None and self.assessment.level in self._eligible()

    def _eligible(self) -> list[int]:
        return list(rule("assessment.eligible_levels", area=self.offices.region.area, on=self.start).value)

    def do(self, step: Step, now: datetime) -> None:
        """Perform one step. Raises StoryError where the law refuses it."""
        try:
            if step.act == "applications.submit":
                self._submit(now)
            else:
                self._perform(step, now)
        except Refusal as refusal:
            when = timezone.localtime(now)
            raise StoryError(
                f"{self}：{when:%Y-%m-%d %H:%M} {step.act} 被拒绝（{refusal.code}）：{refusal}"
            ) from refusal

    def write_draft(self, now: datetime) -> None:
        """Fill in the form without handing it in."""
        self.application = self._draft(now)
        self.application.save(force_insert=True)

    def reload(self) -> None:
        """Read the cases as they are now: the clock may have acted since."""
        if self.application is not None:
            self.application = Application.objects.select_related("person").get(pk=self.application.pk)
            self.assessment = assessment_queries.current(self.application.matter)

    def _draft(self, now: datetime) -> Application:
        assert self.person is not None
        form = applying.form(self.story, self.person, self.start, self.rng)
        case = draft(person=self.person, now=now, **form)
        if self.story.applicant:
            case.applicant_user = self.applicant
            case.applicant_name = "" if self.story.applicant == "self" else self.applicant.name
        return case

    def _submit(self, now: datetime) -> None:
        case = self._draft(now)
        brought = [code for code in application_queries.required(case) if code not in self.story.without]
        by = self.applicant if self.story.applicant else self.staff.user(case.agency_id, Post.INTAKE_CLERK)
        self.application = acts.perform(
            "applications.submit",
            case=case,
            by=self.staff.actor(by, now),
            now=now,
            materials=[*brought, "offsite_residence_filing"] if case.offsite else brought,
            self_scale=applying.self_scale(self.story),
        ).case

    def _perform(self, step: Step, now: datetime) -> None:
        row = acts.registry[step.act]
        case: Any = self.application if row.model == "applications.Application" else self.assessment
        if case is None:
            raise StoryError(f"{self}：{step.act} 之前没有案件")
        user = self._user(row, case)
        inputs = {**self._usual_inputs(row.verb, case, user), **step.inputs}
        if isinstance(inputs.get("body"), int):
            inputs["body"] = self.offices.designated[inputs["body"] - 1]
        done = acts.perform(step.act, case=case, by=self.staff.actor(user, now), now=now, **inputs)
        if isinstance(done.case, Assessment):
            self.assessment = done.case
        else:
            self.application = done.case

    def _user(self, row: acts.Act, case: Any) -> User:
        """Whose turn it is: the first holder of the post; of experts the next who has not spoken."""
        posts = [post for post in row.posts_for(case) if post not in (Post.APPLICANT, Post.PUBLIC)]
        # Who took the fee does not pay it back.
        post = posts[-1] if row.verb == "refund_fee" else posts[0]
        organisation = case.organisation_of(post)
        if row.verb in ("confirm", "disagree"):
            return next(self._experts_left(case, organisation, post))
        if row.verb == "vote":
            return self._votes_left(case)[0]
        number = 1 if row.verb != "record_visit" else self.rng.randint(1, 3)
        return self.staff.user(organisation, post, number)

    def _experts_left(self, case: Assessment, organisation: int, post: str) -> Iterator[User]:
        given = Opinion.objects.filter(assessment=case, round=case.proposal_round)
        spoken = set(given.values_list("expert", flat=True))
        holders = self.staff.holders[organisation, post]
        # The first expert proposes on the body's route, so that the others speak first.
        return (user for user in [*holders[1:], holders[0]] if user.pk not in spoken)

    def _votes_left(self, case: Assessment) -> list[User]:
        """Members of the panel who have not voted, in the order of their seats."""
        panel = panels.latest(case)
        seats = panel.members.filter(voted_at__isnull=True).select_related("expert").order_by("id") if panel else ()
        return [seat.expert for seat in seats]

    def _panel(self, case: Assessment) -> list[User]:
        """As many experts of the committee as the region's panel has at least."""
        least = rule("assessment.panel_min", area=case.area_code, on=case.policy_on).value
        return self.staff.holders[case.organisation_of(Post.COMMITTEE_EXPERT), Post.COMMITTEE_EXPERT][:least]

    def _usual_inputs(self, verb: str, case: Any, by: User) -> dict[str, Any]:
        """What the form says where the story says nothing."""
        match verb:
            case "supplement":
                return {"materials": case.missing_told}
            case "dispatch":
                return {"body": self._body(), "means": self.story.means, "route": self._route(case)}
            case "record_visit":
                return self._visit(case, by)
            case "form_panel":
                return {"members": self._panel(case)}
            case "vote":
                return {"level": case.level}
            case "refer":
                return {"opinion": "现场评估资料齐全，录像完整，报送评定。"}
            case "propose":
                return self._proposal(case)
            case "deliver":
                return self._delivery(case)
        return {}

    def _body(self) -> Organisation:
        """What a story shows lies with the first body, whose people newcomers sign in as; the rest by lot."""
        return self.offices.designated[0] if self.story.until else self.rng.choice(self.offices.designated)

    def _route(self, case: Application) -> str:
        routes = rule("assessment.routes", area=case.area_code, on=case.policy_on).value
        return self.story.route if self.story.route in routes else str(self.rng.choice(routes))

    def _visit(self, case: Assessment, by: User) -> dict[str, Any]:
        expert = self.staff.user(case.body_id, Post.EXPERT, self.rng.randint(2, 4))
        return {
            "assessors": [by, expert],
            "guardian": True,
            "guardian_name": case.application.applicant_name or "示范监护人",
            "visit_place": case.application.residence,
            "scores": sheet(self._levels(), self.rng),
            "evidence": list(EVIDENCE),
            "identity_checked": True,
            "substantive": True,
        }

    def _levels(self) -> list[int]:
        eligible = self._eligible()
        wanted = self.story.level or ("severe" if self.rng.randrange(10) < QUALIFY_OF_TEN else "mild")
        if isinstance(wanted, int):
            return [wanted]
        return eligible if wanted == "severe" else [level for level in LEVELS if level not in eligible]

    def _proposal(self, case: Assessment) -> dict[str, Any]:
        advice = {"care_advice": self.rng.choice(ADVICE)}
        if self.story.proposed is None:
            return advice
        return {**advice, "level": self.story.proposed, "reason": REASON_LEVEL}

    def _delivery(self, case: Assessment) -> dict[str, Any]:
        means = self.rng.choice(Assessment.DeliveryMeans.values)
        by_hand = means == Assessment.DeliveryMeans.HAND
        return {
            "means": means,
            "received_by": case.application.applicant_name or case.application.person.name,
            "proof": "" if by_hand else "示范凭证",
        }
