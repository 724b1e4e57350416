"""Bring a designation to any state by real acts, under any region's rules."""

from datetime import date, timedelta
from typing import Any

from accounts.actors import CLOCK, PUBLIC, Actor
from accounts.models import Appointment, Organisation
from ltci.rehearsal.reading import Matter, Step
from ltci.rehearsal.stage import Stage, new_user, set_up
from policy import rule
from providers import queries
from providers.acts.drafting import draft
from providers.acts.open_call import earliest_close, open_call
from providers.models import Agreement, Designation, StaffMember
from tests.scene import AREAS, at
from workflow import acts
from workflow.tasks import sweep

FORM = {
    "operating_since": date(2020, 1, 1),
    "legal_representative": "赵建设",
    "legal_id_number": "110111196005120022",
    "contact_phone": "0991-0000001",
    "scope": "全市",
}
PROVIDER = {"modes": ["home"], "capacity": 40}
PANEL = 5


class DesignationScene:
    """One designation of an area; each method brings it one state further and returns the case as it now is."""

    def __init__(self, kind: str = "provider", area: str = "XJ", start: str = "2026-03-02", **form: Any) -> None:
        self.now = at(start)
        step = Step(1, self.now, "", "clock", {}, {})
        self.stage: Stage = set_up(Matter("scene", AREAS.get(area, area), {}, {}, [step]))
        self.kind, self.form = kind, form
        self.organisation = self.new_organisation()
        self.people: dict[str, Any] = {}
        self.case: Designation | None = None

    @property
    def agency(self) -> Organisation:
        return self.stage.agency

    def new_organisation(self, name: str = "新申请机构") -> Organisation:
        place = self.stage.agency.area
        number = Organisation.objects.count()
        return Organisation.objects.create(
            code=f"N{number}-{place.pk}", name=f"{name}{number}", kind=self.kind, area=place, address="示范路1号",
            phone="0991-0000002",
        )  # fmt: skip

    def user(self, name: str) -> Any:
        """`manager` of the applying organisation, `member_1` … of the panel, or anybody of the stage by post."""
        if name not in self.people:
            self.people[name] = self._person(name)
        return self.people[name]

    def _person(self, name: str) -> Any:
        if name == "manager":
            user, post = new_user("机构管理员"), f"{self.kind}_manager"
            Appointment.objects.create(user=user, post=post, organisation=self.organisation, starts_on=date(2020, 1, 1))
            return user
        return new_user(f"审核成员{name.rpartition('_')[2]}") if name.startswith("member") else self.stage.user(name)

    def by(self, name: str) -> Actor:
        if name in ("clock", "public"):
            return CLOCK if name == "clock" else PUBLIC
        return Actor.of(self.user(name), self.now.date())

    def act(self, verb: str, by: str, /, **inputs: Any) -> acts.Done:
        done = acts.perform(f"providers.{verb}", case=self.case, by=self.by(by), now=self.now, **inputs)
        self.refresh()
        return done

    def refresh(self) -> Designation:
        assert self.case is not None
        self.case = Designation.objects.select_related("organisation", "agency__area").get(pk=self.case.pk)
        return self.case

    def later(self, days: int = 1) -> None:
        self.now += timedelta(days=days)

    def pass_to(self, day: date) -> None:
        """Let time pass to half past midnight of a day, with everything done that falls due by then."""
        self.now = at(str(day), 0, 30)
        sweep(self.now, matter=self.case.matter if self.case else None)
        self.refresh()

    def rule(self, name: str) -> Any:
        return rule(f"providers.{self.kind}.{name}", area=self.agency.area_id, on=self.now.date())

    def call(self) -> Any:
        closes = earliest_close(self.agency, self.kind, self.now.date()) or self.now.date() + timedelta(days=10)
        return open_call(
            agency=self.agency, kind=self.kind, title="招募公告", conditions="依法登记", scope="全市",
            procedure="书面查验、现场核查、集体评议", closes_on=closes, by=self.by("agreement_officer"), now=self.now,
        )  # fmt: skip

    def draft(self) -> Designation:
        if self.rule("open_call").value is not None and not queries.open_call(
            self.agency.pk, self.kind, self.now.date()
        ):
            self.call()
        extra = PROVIDER if self.kind == "provider" else {}
        self.case = draft(organisation=self.organisation, now=self.now, **FORM | extra | self.form)
        return self.case

    def submitted(self, materials: list[str] | None = None) -> Designation:
        case = self.draft()
        self.act("submit", "manager", materials=queries.required_of(case) if materials is None else materials)
        return self.refresh()

    def supplementing(self) -> Designation:
        self.submitted(materials=["application_form"])
        self.act("request_supplement", "agreement_officer")
        return self.refresh()

    def accepted(self) -> Designation:
        self.submitted()
        self.act("accept", "agreement_officer")
        return self.refresh()

    def members(self, number: int = PANEL) -> dict[int, list[str]]:
        """A lawful panel: the region's fields in turn."""
        fields = self.rule("panel_fields").value
        held: dict[int, list[str]] = {self.user(f"member_{n}").pk: [] for n in range(1, number + 1)}
        for place, field in enumerate(fields):
            held[list(held)[place % number]].append(field)
        return {user: has or [fields[0]] for user, has in held.items()}

    def panel(self) -> Designation:
        self.act("form_panel", "agreement_officer", members=self.members())
        return self.refresh()

    def checked(self) -> Designation:
        """Papers and place have been looked at; the votes are to come."""
        self.panel()
        self.act("record_review", "member_1", part="papers", findings="材料真实、完整")
        items = {item: {"met": True, "note": ""} for item in queries.checklist(self.refresh())}
        self.act("record_review", "member_2", part="site", findings="场地设备齐全", items=items, photos=True)
        return self.refresh()

    def voted(self, passed: bool = True, members: int = PANEL) -> Designation:
        self.checked()
        for number in range(1, members + 1):
            self.act(
                "record_review", f"member_{number}", part="vote", passed=passed, reason="" if passed else "人员不足"
            )
        return self.refresh()

    def decided(self, passed: bool = True) -> Designation:
        self.voted(passed)
        said = {} if passed else {"reasons": "护理人员不足", "advice": "增加护理人员"}
        self.act("decide", "agreement_officer", **said)
        return self.refresh()

    def passed(self) -> Designation:
        self.accepted()
        return self.decided()

    def failed(self) -> Designation:
        self.accepted()
        return self.decided(passed=False)

    def rectifying(self) -> Designation:
        self.failed()
        self.later()
        self.act("rectify", "manager", rectification="已增加护理人员两名")
        return self.refresh()

    def barred(self) -> Designation:
        self.rectifying()
        return self.decided(passed=False)

    def on_notice(self) -> Designation:
        self.passed()
        self.act("publish", "agreement_officer")
        return self.refresh()

    def objected(self) -> Designation:
        self.on_notice()
        self.act("object", "public", name="王建国", phone="13900000001", statement="场地没有消防验收")
        return self.refresh()

    def negotiating(self) -> Designation:
        case = self.on_notice()
        assert case.notice_closes_on is not None
        self.pass_to(case.notice_closes_on + timedelta(days=1))
        self.now = self.now.replace(hour=9)
        return self.refresh()

    def staffed(self, **kinds: int) -> None:
        """Put people on the roster: carers=4, nurses=2."""
        for kind, number in (kinds or {"carer": 4}).items():
            for order in range(number):
                member = StaffMember(
                    organisation=self.organisation, name=f"{kind}{order}", kind=kind, certificate="长期照护师证书",
                    starts_on=date(2025, 1, 1),
                )  # fmt: skip
                member.identify(f"T{self.organisation.pk}{kind}{order}")
                member.save()

    def agreed(self) -> Designation:
        self.negotiating()
        if self.kind == "provider":
            self.staffed()
        self.act("sign", "agreement_officer", signed_by_name="赵建设")
        return self.refresh()

    def refused(self) -> Designation:
        self.submitted()
        self.act("refuse", "agreement_officer", grounds=["conditions_not_met"], reason="不具备业务范围")
        return self.refresh()

    def withdrawn(self) -> Designation:
        self.submitted()
        self.act("withdraw", "manager", reason="另有安排")
        return self.refresh()

    @property
    def agreement(self) -> Agreement:
        assert self.case is not None
        row = queries.current_agreement(self.case.matter)
        assert row is not None
        return Agreement.objects.select_related("organisation", "agency__area").get(pk=row.pk)

    def on_agreement(self, verb: str, by: str = "agreement_officer", /, **inputs: Any) -> acts.Done:
        return acts.perform(f"providers.{verb}", case=self.agreement, by=self.by(by), now=self.now, **inputs)
