"""A matter that has gone on into the care chapter: brought to any state by real acts."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Organisation
from care.acts.open_benefit import react
from care.catalogue import load_demo
from care.models import Benefit, Mode, ServiceItem, ServiceRecord
from providers.models import StaffMember
from tests.scene import Scene, at
from workflow import acts
from workflow.tasks import sweep

SHANGHAI = ZoneInfo("Asia/Shanghai")
FEEDING, BATH, GLUCOSE = "DEMO-LS-01", "DEMO-LS-04", "DEMO-MC-01"
PLAN: list[dict[str, Any]] = [
    {"code": FEEDING, "weekdays": [1, 3, 5], "minutes": 30, "performer": "carer"},
    {"code": BATH, "weekdays": [6], "minutes": 60, "performer": "carer"},
]
ONE_ITEM = [{"code": FEEDING, "times": 1}]


class CareScene(Scene):
    """A scene with providers' staff and a catalogue; every method brings the benefit one step further."""

    def __init__(self, area: str = "650100", start: str = "2026-03-02", **person: Any) -> None:
        super().__init__(area, start, **person)
        load_demo(date(2024, 1, 1))
        self.benefit: Benefit | None = None
        self.carers = {n: self.member(f"carer_{n}", n) for n in (1, 2)}

    def member(self, name: str, number: int = 1, **more: Any) -> StaffMember:
        """Somebody on the roster of provider 1 (of provider 2 for numbers from 11)."""
        user = self.user(name)
        row = StaffMember.objects.filter(user=user).first() or StaffMember(user=user)
        row.organisation = self.provider(2 if number >= 11 else 1)
        row.name, row.nhsa_code = f"护理员{number}", f"HL{row.organisation_id}{number:04d}"
        row.starts_on = date(2024, 1, 1)
        for field, value in more.items():
            setattr(row, field, value)
        row.identify(f"11010119800101{number:04d}")
        row.save()
        return row

    def provider(self, number: int = 1) -> Organisation:
        return self.stage.providers[f"provider_{number}"]

    def case_of(self, name: str) -> Any:
        return self.benefit if acts.registry[name].model == "care.Benefit" else super().case_of(name)

    def refresh(self) -> None:
        super().refresh()
        if getattr(self, "benefit", None) is not None:
            self.benefit = Benefit.objects.select_related("person", "provider").get(pk=self.benefit.pk)

    def opened(self) -> Benefit:
        """The conclusion is delivered and the benefit waits for the person's choice."""
        self.delivered()
        assert self.application is not None
        self.benefit = react(self.application.matter, self.now)
        self.refresh()
        assert self.benefit is not None
        return self.benefit

    @property
    def dispatched_by_agency(self) -> bool:
        from policy import rule

        return bool(rule("care.dispatch_by_agency", area=self.stage.matter.area, on=self.now.date()).value)

    def chosen(self, mode: str = Mode.HOME, provider: int = 1, **more: Any) -> Benefit:
        self.opened()
        self.act("care.choose", "applicant", mode=mode, provider=self.provider(provider), **more)
        assert self.benefit is not None
        return self.benefit

    def offered(self, mode: str = Mode.HOME, provider: int = 1, **more: Any) -> Benefit:
        self.chosen(mode, provider, **more)
        if self.dispatched_by_agency:
            self.act("care.dispatch", "dispatcher")
        assert self.benefit is not None
        return self.benefit

    def served(self, mode: str = Mode.HOME, provider: int = 1, **more: Any) -> Benefit:
        """The provider has accepted."""
        self.offered(mode, provider, **more)
        self.act("care.accept_dispatch", "provider_manager" if provider == 1 else "provider_manager_11")
        assert self.benefit is not None
        return self.benefit

    def planned(self, items: Any = None, **more: Any) -> Benefit:
        self.served(**more)
        self.act("care.draft_plan", "care_specialist", items=PLAN if items is None else items)
        assert self.benefit is not None
        return self.benefit

    def agreed(self, **more: Any) -> Benefit:
        """The plan is confirmed by the person."""
        self.planned(**more)
        self.act("care.confirm_plan", "applicant", means="phone")
        assert self.benefit is not None
        return self.benefit

    def active(self, **more: Any) -> Benefit:
        """The benefit has begun: the first of the month after, or at once where the plan starts it."""
        self.agreed(**more)
        assert self.benefit is not None and self.benefit.starts_on is not None
        if self.benefit.starts_on > self.now.date():
            self.on(self.benefit.starts_on)
        return self.benefit

    def on(self, day: date | str, hour: int = 9) -> Benefit:
        """Go to a day; the clock does on the way what was due."""
        self.now = at(str(day), hour)
        sweep(self.now, matter=self.application.matter if self.application else None)
        self.refresh()
        assert self.benefit is not None
        return self.benefit

    def service(self, day: date | str, hour: int = 8, minutes: int = 40, carer: int = 1, **more: Any) -> dict[str, Any]:
        """The inputs of a lawful record of that day."""
        start = datetime.fromisoformat(str(day)).replace(hour=hour, tzinfo=SHANGHAI)
        return {
            "carer": self.carers[carer],
            "started_at": start,
            "ended_at": start + timedelta(minutes=minutes),
            "items": ONE_ITEM,
            "identity": "card",
            **more,
        }

    def record(self, day: date | str, by: str | None = None, **more: Any) -> ServiceRecord:
        given = self.service(day, **more)
        number = more.get("carer", 1)
        self.act("care.record_service", by or f"carer_{number}", **given)
        assert self.benefit is not None
        return self.benefit.records.latest("pk")


def item(code: str) -> ServiceItem:
    return ServiceItem.objects.get(code=code)
