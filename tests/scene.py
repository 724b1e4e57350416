"""Bring a matter to any state by real acts, under any region's rules: what acceptance tests arrange with."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import applications.acts as on_application
from accounts.actors import Actor
from applications import queries
from applications.acts.drafting import draft
from applications.models import Application
from assessment.models import Assessment
from ltci.rehearsal.reading import Matter, Step
from ltci.rehearsal.stage import Stage, set_up
from workflow import acts
from workflow.tasks import sweep

SHANGHAI = ZoneInfo("Asia/Shanghai")
AREAS = {"URU": "650100", "XJ": "659001", "NX": "640100", "HLJ": "230200", "TJ": "120000"}
SEVERE = {"adl": [0, 0, 0, 0, 5, 0, 5, 5, 0, 0], "cognition": [1, 1, 0, 0], "perception": [3, 3, 2]}
MILD = {"adl": [10, 10, 5, 10, 10, 10, 10, 10, 5, 0], "cognition": [4, 4, 4, 4], "perception": [4, 4, 4]}
EVIDENCE = ["interview_notes", "video", "photos", "medical_records"]
REPORT = {"name": "王建国", "id_number": "110111194005120027", "statement": "我看见他每天自己买菜"}
DEPENDENT = dict.fromkeys(("eating", "dressing", "continence", "toileting", "bathing", "transfer"), "dependent")


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    """A moment in China: at("2026-03-02") is nine o'clock of that day."""
    return datetime.fromisoformat(day).replace(hour=hour, minute=minute, tzinfo=SHANGHAI)


class Scene:
    """One matter of an area; each method brings it one state further and returns the case as it now is."""

    def __init__(self, area: str = "650100", start: str = "2026-03-02", **person: Any) -> None:
        self.now = at(start)
        cast = person.pop("cast", {})
        step = Step(1, self.now, "", "clock", {}, {})
        self.stage: Stage = set_up(Matter("scene", AREAS.get(area, area), person, cast, [step]))
        self.facts = person
        self.application: Application | None = None
        self.assessment: Assessment | None = None

    def by(self, name: str) -> Actor:
        return self.stage.actor(name, self.now.date())

    def user(self, name: str) -> Any:
        return self.stage.user(name)

    def later(self, days: int = 1) -> datetime:
        self.now += timedelta(days=days)
        return self.now

    def act(self, name: str, by: str, /, **inputs: Any) -> acts.Done:
        """Perform an act on the matter's current case and keep the case as it now is."""
        done = acts.perform(name, case=self.case_of(name), by=self.by(by), now=self.now, **inputs)
        self.refresh()
        if isinstance(done.case, Assessment):
            self.assessment = done.case
        return done

    def perform(self, name: str, by: Actor, /, **inputs: Any) -> acts.Done:
        """The act by somebody who is not of this scene."""
        return acts.perform(name, case=self.case_of(name), by=by, now=self.now, **inputs)

    def case_of(self, name: str) -> Any:
        return self.application if acts.registry[name].model == "applications.Application" else self.assessment

    def refresh(self) -> None:
        if self.application is not None:
            self.application = Application.objects.select_related("person").get(pk=self.application.pk)
        if self.assessment is not None:
            self.assessment = Assessment.objects.select_related("application__person").get(pk=self.assessment.pk)

    def draft(self, **form: Any) -> Application:
        two_years_ago = self.now.date() - timedelta(days=730)
        return draft(
            person=self.stage.person,
            now=self.now,
            **{
                "disabled_since": self.facts.get("disabled_since", two_years_ago),
                "treated_since": self.facts.get("treated_since", two_years_ago),
                "marked_change": self.facts.get("marked_change_since", False),
                **form,
            },
        )

    def submitted(self, materials: list[str] | None = None, **form: Any) -> Application:
        case = self.draft(**form)
        brought = queries.required(case) if materials is None else materials
        done = on_application.submit(
            case=case, by=self.by("intake_clerk"), now=self.now, materials=brought, self_scale=DEPENDENT
        )
        self.application = done.case
        self.refresh()
        assert self.application is not None
        return self.application

    def supplementing(self) -> Application:
        self.submitted(materials=["application_form"])
        self.act("applications.request_supplement", "intake_clerk")
        assert self.application is not None
        return self.application

    def accepted(self, **form: Any) -> Application:
        self.submitted(**form)
        self.act("applications.accept", "intake_clerk")
        assert self.application is not None
        return self.application

    def enquiring(self) -> Application:
        self.accepted()
        self.act("applications.open_enquiry", "reviewer", reason="病历与自述不一致")
        assert self.application is not None
        return self.application

    def approved(self, **form: Any) -> Application:
        self.accepted(**form)
        self.act("applications.approve", "reviewer")
        assert self.application is not None
        return self.application

    def assigned(self, body: str = "body_1", **inputs: Any) -> Assessment:
        self.approved()
        self.act("assessment.dispatch", "dispatcher", body=self.stage.bodies[body], **inputs)
        assert self.assessment is not None
        return self.assessment

    def visit(self, **changed: Any) -> dict[str, Any]:
        """The inputs of a lawful visit, with what is to be changed."""
        names = changed.pop("assessors", ["assessor_1", "expert_1"])
        return {
            "assessors": [self.user(name) for name in names],
            "guardian": True,
            "scores": SEVERE,
            "evidence": EVIDENCE,
            "identity_checked": True,
            "substantive": True,
            **changed,
        }

    def visited(self, scores: Any = None, **inputs: Any) -> Assessment:
        self.assigned(**inputs)
        self.act("assessment.record_visit", "assessor_1", **self.visit(scores=scores or SEVERE))
        assert self.assessment is not None
        return self.assessment

    def in_committee(self, scores: Any = None) -> Assessment:
        self.visited(scores, route="committee")
        self.act("assessment.refer", "body_manager")
        assert self.assessment is not None
        return self.assessment

    def proposed(self, scores: Any = None, **inputs: Any) -> Assessment:
        if self.committee_first():
            self.in_committee(scores)
        else:
            self.visited(scores, **inputs)
        self.act("assessment.propose", self.proposer, care_advice="建议每周上门三次")
        assert self.assessment is not None
        return self.assessment

    def committee_first(self) -> bool:
        from policy import rule

        return rule("assessment.routes", area=self.stage.matter.area, on=self.now.date()).value[0] == "committee"

    @property
    def proposer(self) -> str:
        return "committee_secretary" if self.assessment and self.assessment.route == "committee" else "expert_1"

    def confirmer(self, number: int) -> str:
        committee = self.assessment is not None and self.assessment.route == "committee"
        return f"committee_expert_{number}" if committee else f"expert_{number}"

    def confirmed(self, scores: Any = None, **inputs: Any) -> Assessment:
        self.proposed(scores, **inputs)
        self.act("assessment.confirm", self.confirmer(1))
        self.act("assessment.confirm", self.confirmer(2))
        assert self.assessment is not None
        return self.assessment

    def on_notice(self) -> Assessment:
        self.confirmed()
        self.act("assessment.publish", "dispatcher")
        assert self.assessment is not None
        return self.assessment

    def cleared(self) -> Assessment:
        notice = self.on_notice().notices.get()
        self.now = at(str(notice.closes_on + timedelta(days=1)), 0, 30)
        sweep(self.now, matter=self.application.matter if self.application else None)
        self.refresh()
        assert self.assessment is not None
        return self.assessment

    def contested(self) -> Assessment:
        """A third party has reported under real name; nobody has looked into it yet."""
        self.on_notice()
        self.act("assessment.report", "public", **REPORT)
        assert self.assessment is not None
        return self.assessment

    def reviewing(self) -> Assessment:
        """The report was borne out and the other body has been sent for the review: its assessment."""
        self.contested()
        self.act("assessment.settle_report", "reviewer", borne_out=True, findings="走访后属实")
        self.act("assessment.dispatch", "dispatcher", body=self.stage.bodies["body_2"])
        assert self.assessment is not None
        return self.assessment

    def reviewed(self, scores: Any = None) -> Assessment:
        """The review's own conclusion, by people who had no part in the first; body's route only."""
        self.reviewing()
        others = self.visit(assessors=["assessor_11", "expert_11"], scores=scores or SEVERE)
        self.act("assessment.record_visit", "assessor_11", **others)
        self.act("assessment.propose", "expert_13")
        self.act("assessment.confirm", "expert_11")
        self.act("assessment.confirm", "expert_12")
        self.act("assessment.conclude", f"{self.issuer}_11")
        assert self.assessment is not None
        return self.assessment

    def superseded(self) -> Assessment:
        """The first assessment, after the conclusion of its review."""
        self.assessment = self.reviewed().follows
        self.refresh()
        assert self.assessment is not None
        return self.assessment

    @property
    def issuer(self) -> str:
        from assessment import permissions

        return str(permissions.issuing(self.assessment)[0])

    @property
    def deliverer(self) -> str:
        from assessment import permissions

        return str(permissions.delivering(self.assessment)[0])

    def concluded(self, scores: Any = None) -> Assessment:
        if scores is None:
            self.cleared()
        else:
            self.confirmed(scores)
        self.act("assessment.conclude", self.issuer)
        assert self.assessment is not None
        return self.assessment

    def delivered(self, scores: Any = None) -> Assessment:
        self.concluded(scores)
        self.act(
            "assessment.deliver", self.deliverer, means="hand", received_on=date.fromisoformat(str(self.now.date()))
        )
        assert self.assessment is not None
        return self.assessment
