"""A small town for claims: agency, providers, people with benefits and plans, staff, a catalogue; and its claim files."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pgtrigger
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actors import Actor
from accounts.models import Area, Organisation
from accounts.posts import KIND_OF_POST
from applications.acts.drafting import draft
from care.models import Benefit, BenefitPeriod, CarePlan, Placement, PlanItem, ServiceItem
from ltci.rehearsal.reading import Matter, Step
from ltci.rehearsal.stage import _person
from providers.models import Agreement, StaffMember
from settlement import payees
from settlement.intake import receiving
from settlement.models import ClaimBatch, Intake
from settlement.tasks import work_off
from tests.pages.desk import engaged
from tests.scene import at
from workflow import acts

MONTH = date(2026, 3, 1)
HEAD = "服务日期,开始时间,结束时间,证件号码,姓名,护理人员编码,项目编码,数量,单价,金额"
TEXTS = {"proposal": "经审核，建议按核定金额结算。", "sampled": True}


class Town:
    """One agency with its officers; `now` is a moment in April, when March is claimed."""

    def __init__(self, area: str = "120000", providers: int = 1, start: str = "2026-04-07") -> None:
        self.now = at(start)
        self.area = Area.objects.get_or_create(code=area, defaults={"name": "天津市", "level": "province"})[0]
        self.agency = Organisation.objects.create(
            code=uuid4().hex[:12],
            name="天津市长期护理保险经办中心",
            kind="agency",
            area=self.area,
            number_word="津长护",
        )
        self.users: dict[tuple[str, int], Any] = {}
        self.providers = [self._provider(number) for number in range(1, providers + 1)]
        self.people: list[Any] = []
        self.staff: dict[int, list[StaffMember]] = {}
        self.items = [self._item(code, name, price) for code, name, price in ITEMS]
        for provider in self.providers:
            self.staff[provider.pk] = [self._carer(provider, number) for number in (1, 2)]

    def _provider(self, number: int) -> Organisation:
        row = Organisation.objects.create(
            code=uuid4().hex[:12], name=f"津安长护服务中心{number}", kind="provider", area=self.area
        )
        Agreement.objects.create(
            agency=self.agency, organisation=row, number=uuid4().hex[:12], starts_on=date(2025, 7, 1),
            ends_on=date(2026, 12, 31),
        )  # fmt: skip
        officers = [self.by("agreement_officer"), self.by("supervisor")]
        payee = payees.enter(
            organisation=row, holder=row.name, bank="建设银行天津分行", account="1200001234567890", by=officers[0],
            now=self.now,
        )  # fmt: skip
        payees.confirm(payee=payee, by=officers[1], now=self.now)
        return row

    def _item(self, code: str, name: str, price: int) -> ServiceItem:
        return ServiceItem.objects.create(
            area_code=self.area.pk, code=code, name=name, part="life", category="cleaning", price_fen=price, demo=True,
            minutes_min=20, minutes_max=120, per_day_max=2, starts_on=date(2025, 1, 1),
        )  # fmt: skip

    def _carer(self, provider: Organisation, number: int) -> StaffMember:
        row = StaffMember(
            organisation=provider, name=f"护理{number}", kind="carer", nhsa_code=f"HL{provider.pk}-{number}",
            starts_on=date(2025, 1, 1),
        )  # fmt: skip
        row.identify(f"12010119900101{number:02d}{provider.pk % 100:02d}")
        row.save()
        return row

    def by(self, post: str, number: int = 1) -> Actor:
        """Somebody of that post; of a provider, that of its number."""
        return Actor.of(self.user(post, number), timezone.localdate(self.now))

    def user(self, post: str, number: int = 1) -> Any:
        if (post, number) not in self.users:
            place = self.providers[number - 1] if KIND_OF_POST[post] == "provider" else self.agency  # type: ignore[index]
            self.users[post, number] = engaged(post, place, f"{post}{number}")
        return self.users[post, number]

    def person(self, provider: int = 1, mode: str = "home", **changed: Any) -> Any:
        """Somebody with a severe disability whom the provider has served since January, with a plan."""
        matter = Matter(
            "claims",
            self.area.pk,
            {"name": f"参保{len(self.people) + 1}"},
            {},
            [Step(1, self.now, "", "clock", {}, {})],
        )
        person = _person(matter, MONTH)
        application = draft(person=person, now=self.now - timedelta(days=120))
        application.save()
        place = self.providers[provider - 1]
        benefit = Benefit(
            application=application, person=person, insured="employee", level=3, mode=mode, provider=place,
            starts_on=date(2026, 1, 1), area_code=self.area.pk, agency=self.agency, policy_on=date(2026, 1, 1),
            matter=application.matter, created_at=self.now - timedelta(days=90),
        )  # fmt: skip
        benefit.save(force_insert=True)
        with pgtrigger.ignore():
            Benefit.objects.filter(pk=benefit.pk).update(state="active")
        BenefitPeriod.objects.create(
            benefit=benefit, person=person, provider=place, event_on=date(2025, 12, 20), citation="第十六条",
            **{"since": date(2026, 1, 1), "state": "active", "level": 3, "mode": mode, "cause": "entitled", **changed},
        )  # fmt: skip
        Placement.objects.create(
            benefit=benefit, mode=mode, provider=place, state="accepted", chosen_on=date(2025, 12, 22),
            answered_at=self.now, serves_from=date(2026, 1, 1),
        )  # fmt: skip
        self._plan(benefit, place, mode)
        person.benefit = benefit
        self.people.append(person)
        return person

    def _plan(self, benefit: Benefit, place: Organisation, mode: str) -> None:
        plan = CarePlan.objects.create(
            benefit=benefit, number=1, mode=mode, provider=place, level=3, state="confirmed", drafted_by=self.user("supervisor"),
            drafted_at=self.now, effective_from=date(2026, 1, 1), confirmed_on=date(2025, 12, 28), confirmed_by_name="家属",
            confirmed_means="paper",
        )  # fmt: skip
        for position, item in enumerate(self.items[:2], 1):
            PlanItem.objects.create(
                plan=plan, position=position, item=item, code=item.code, name=item.name, price_fen=item.price_fen,
                weekdays=[1, 2, 3, 4, 5, 6, 7], minutes=60, performer="carer",
            )  # fmt: skip

    def row(
        self, person: Any, day: int, start: str = "09:00", end: str = "10:00", item: int = 0, **changed: Any
    ) -> str:
        """One line of a file, as the provider writes it."""
        found = self.items[item]
        cells = {
            "on": f"2026-03-{day:02d}", "start": start, "end": end, "id": str(person.id_number), "name": person.name,
            "carer": self.staff[person.benefit.provider_id][0].nhsa_code, "item": found.code, "quantity": "1",
            "price": f"{found.price_fen / 100:.2f}",
        }  # fmt: skip
        cells |= changed
        cells.setdefault("amount", cells["price"])
        return ",".join(str(value) for value in cells.values())

    def begin(self, *rows: str, provider: int = 1, name: str = "三月.csv", head: str = HEAD, **changed: Any) -> Intake:
        content = "\n".join((head, *rows)).encode() + b"\n"
        said = {
            "month": MONTH,
            "declared": True,
            "now": self.now,
            "by": self.by("provider_manager", provider),
            **changed,
        }
        intake = receiving.begin(provider=self.providers[provider - 1], name=name, **said)
        return receiving.receive(intake, SimpleUploadedFile(name, content))

    def send(self, *rows: str, provider: int = 1, **changed: Any) -> Intake:
        """Send a file and let the worker do its part."""
        intake = self.begin(*rows, provider=provider, **changed)
        work_off(str(intake.pk))
        intake.refresh_from_db()
        return intake

    def screened(self, *rows: str, provider: int = 1) -> ClaimBatch:
        intake = self.send(*rows, provider=provider)
        assert intake.state == "taken", intake.errors
        return ClaimBatch.objects.get(pk=intake.batch_id)

    def act(self, name: str, batch: ClaimBatch, by: str, number: int = 1, **inputs: Any) -> ClaimBatch:
        done = acts.perform(f"settlement.{name}", case=batch, by=self.by(by, number), now=self.now, **inputs)
        return ClaimBatch.objects.select_related("agency__area", "provider").get(pk=done.case.pk)

    def reviewed(self, batch: ClaimBatch) -> ClaimBatch:
        return self.act("first_review", batch, "first_reviewer", **TEXTS)

    def rechecked(self, batch: ClaimBatch) -> ClaimBatch:
        return self.act("recheck", self.reviewed(batch), "rechecker")

    def paid(self, batch: ClaimBatch) -> ClaimBatch:
        return self.act("pay", self.rechecked(batch), "payer")

    def later(self, days: int) -> datetime:
        self.now += timedelta(days=days)
        return self.now


ITEMS = (("A01", "助浴", 6000), ("A02", "协助进食", 3000), ("A03", "排泄照护", 5000))
