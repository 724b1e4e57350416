"""What providers claim for the month that was last served in full, up to the bank and a recovery; by real acts.

Each provider of each area with services in that month sends one file; the ways of the batches take turns. Bodies claim
their assessments of that month where the region has set the fee.
"""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any, ClassVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.actors import CLOCK, Actor
from accounts.models import Organisation
from accounts.posts import Post
from assessment.models import Assessment
from assessment.states import State as AssessmentState
from care.models import ServiceItem, ServiceRecord
from ltci.demo_data.organisations import Offices
from ltci.demo_data.playing import Play
from ltci.demo_data.staff import Staff
from ltci.demo_data.stories import StoryError
from policy import rule
from settlement import bank, partitions, payees
from settlement.intake import receiving
from settlement.models import ClaimBatch, Finding, Payment, SettledLine
from workflow import acts
from workflow.refusal import Refusal

HEAD = ("服务日期", "开始时间", "结束时间", "证件号码", "姓名", "护理人员编码", "项目编码", "数量", "单价", "金额")
FEE_HEAD = ("评估日期", "证件号码", "姓名", "评估事项编号", "金额")
SENT_ON = 8  # working day of the next month by which the last month has gone its way
PROPOSAL = "经审核，建议按核定金额结算。"
# After sending and screening: acts on following working days. The last word of a way is not an act but its end.
PAID = ("settlement.first_review", "settlement.recheck", "settlement.pay")
WAYS: tuple[tuple[str, ...], ...] = ((*PAID, "bank", "settlement.recover"), PAID[:1], PAID[:2], PAID)
OF_BODIES: tuple[tuple[str, ...], ...] = (PAID[:1], ())
# Where the benefit standards of the area are not known nothing can be computed.
UNKNOWN: tuple[tuple[str, ...], ...] = (("return_to_sender", "send_again"), ("return_to_sender",), ())


def claimed_month(today: date, hours: Any) -> date:
    """The month whose claims have gone their way by today: the last, or early in a month the one before."""
    first = today.replace(day=1)
    last = (first - timedelta(days=1)).replace(day=1)
    if hours.after(first - timedelta(days=1), SENT_ON) < today:
        return last
    return (last - timedelta(days=1)).replace(day=1)


@dataclass
class Claims:
    """Sends and settles the month; `play` keeps the order of time."""

    staff: Staff
    play: Play
    rng: random.Random

    def enter(self, offices: Sequence[Offices]) -> None:
        month = claimed_month(self.play.hours.today, self.play.hours)
        partitions.ensure(month)
        places = [(row, provider) for row in offices for provider in row.providers]
        # Those that many show first: the first provider of each area, then the second ones.
        places.sort(key=lambda pair: pair[0].providers.index(pair[1]))
        turns = {True: cycle(WAYS), False: cycle(UNKNOWN)}
        for row, provider in places:
            known = rule("care.benefit_standards", area=row.region.area, on=month).value
            one = Sent(self, row, provider, month, next(turns[bool(known)]))
            self._later(row, partitions.following(month), 0, one.payee)
            self._later(row, partitions.following(month), 1, one.send)
        for row in offices:
            if rule("assessment.fee", area=row.region.area, on=month).value is not None:
                for body, way in zip(row.bodies, OF_BODIES, strict=False):
                    self._later(row, partitions.following(month), 2, SentByBody(self, row, body, month, way).send)

    def _later(self, offices: Offices, day: date, working_days: int, turn: Any) -> None:
        hours = self.play.hours
        day = hours.after(day - timedelta(days=1), working_days + 1)
        self.play.at(hours.moment(offices.region, day, self.rng), turn)


@dataclass
class Sent:
    """One provider's month."""

    claims: Claims
    offices: Offices
    provider: Organisation
    month: date
    way: tuple[str, ...]
    batch: Any = None
    head: ClassVar[tuple[str, ...]] = HEAD
    kind: ClassVar[str] = ClaimBatch.Kind.CARE
    manager: ClassVar[str] = Post.PROVIDER_MANAGER

    def __str__(self) -> str:
        return f"{self.provider.name} {self.month:%Y年%-m月}"

    def _by(self, post: str, now: datetime, place: Organisation | None = None) -> Actor:
        staff = self.claims.staff
        return staff.actor(staff.user((place or self.offices.agency).pk, post), now)

    def payee(self, now: datetime) -> None:
        row = payees.enter(
            organisation=self.provider, holder=self.provider.name, bank="演示银行",
            account=f"6200{self.provider.pk:012d}",
            by=self._by(Post.AGREEMENT_OFFICER, now), now=now,
        )  # fmt: skip

        def confirm(now: datetime) -> None:
            payees.confirm(payee=row, by=self._by(Post.SUPERVISOR, now), now=now)

        play = self.claims.play
        day = timezone.localdate(now)
        play.at(play.hours.moment(self.offices.region, day, self.claims.rng, now), confirm)

    def send(self, now: datetime) -> None:
        rows = list(self._rows())
        if not rows:
            return
        stream = io.StringIO()
        csv.writer(stream).writerows([self.head, *rows])
        manager = self._by(self.manager, now, self.provider)
        name = f"费用申报-{self.month:%Y%m}.csv"
        intake = receiving.begin(
            provider=self.provider, month=self.month, by=manager, now=now, name=name, declared=True, kind=self.kind
        )
        receiving.receive(intake, SimpleUploadedFile(name, stream.getvalue().encode()))
        receiving.work(intake.pk, now)
        intake.refresh_from_db()
        if intake.batch_id is None:
            raise StoryError(f"{self}：申报没有收下：{intake.errors[:3]}")
        self.batch = ClaimBatch.objects.get(pk=intake.batch_id)
        self._do("settlement.screen", CLOCK, now)
        self._go_on(0, now)

    def _rows(self) -> Iterable[list[str]]:
        last = partitions.following(self.month) - timedelta(days=1)
        records = ServiceRecord.objects.live().between(self.month, last).filter(provider=self.provider)
        prices = dict(ServiceItem.objects.values_list("code", "price_fen"))
        for row in records.select_related("benefit__person", "carer").order_by("started_at", "pk"):
            begin, end = timezone.localtime(row.started_at), timezone.localtime(row.ended_at)
            person = row.benefit.person
            for code in row.codes:
                yuan = f"{(prices[code] or 0) / 100:.2f}"
                yield [
                    f"{begin:%Y-%m-%d}", f"{begin:%H:%M}", f"{end:%H:%M}", str(person.id_number), person.name,
                    row.carer.nhsa_code, code, "1", yuan, yuan,
                ]  # fmt: skip

    def _go_on(self, place: int, since: datetime) -> None:
        if place >= len(self.way):
            return
        word = self.way[place]

        def turn(now: datetime) -> None:
            self._step(word, now)
            self._go_on(place + 1, now)

        play = self.claims.play
        day = play.hours.after(timezone.localdate(since), 1)
        play.at(play.hours.moment(self.offices.region, day, self.claims.rng, since), turn)

    def _step(self, word: str, now: datetime) -> None:
        if word == "bank":
            self._bank(now)
        elif word == "return_to_sender":
            reason = "两笔服务与签到时间不符，请核对后重新申报。"
            self._do("settlement.return_batch", self._by(Post.FIRST_REVIEWER, now), now, to="sender", reason=reason)
        elif word == "send_again":
            self.way = ()  # the new batch stays where the clock leaves it; the old one gives way to it
            self.send(now)
        elif word == "settlement.first_review":
            self._decide(now)
            self._do(word, self._by(Post.FIRST_REVIEWER, now), now, proposal=PROPOSAL, sampled=True)
        elif word == "settlement.recheck":
            self._do(word, self._by(Post.RECHECKER, now), now)
        elif word == "settlement.pay":
            self._do(word, self._by(Post.PAYER, now), now)
        else:
            line = SettledLine.objects.of(self.batch).filter(fund_fen__gt=0).first()
            if line is not None:
                told = "稽核查明当日没有提供服务。"
                self._do(word, self._by(Post.SUPERVISOR, now), now, lines=[line.pk], reason=told)

    def _decide(self, now: datetime) -> None:
        """Queries are answered by the provider and decided one rule at a time."""
        found = Finding.objects.filter(batch=self.batch, kind="query")
        for code in sorted(set(found.values_list("rule", flat=True))):
            manager = self._by(self.manager, now, self.provider)
            self._do("settlement.answer", manager, now, rule=code, answer="已核对服务记录，情况属实。")
            reason = "说明与服务记录一致。"
            by = self._by(Post.FIRST_REVIEWER, now)
            self._do("settlement.decide", by, now, rule=code, verdict="pass", reason=reason)

    def _bank(self, now: datetime) -> None:
        stream = io.StringIO()
        write = csv.writer(stream)
        write.writerow(bank.BACK)
        for row in Payment.objects.filter(batch=self.batch, state="instructed"):
            write.writerow([row.number, bank.yuan(row.amount_fen), bank.DONE, f"LS{row.pk:06d}", f"{now:%Y-%m-%d}", ""])
        payer = self._by(Post.PAYER, now)
        told = bank.take_answers(agency=self.offices.agency, content=stream.getvalue().encode(), by=payer, now=now)
        if not all(row.ok for row in told):
            raise StoryError(f"{self}：银行回盘没有登记：{[row.sentence for row in told if not row.ok]}")

    def _do(self, name: str, by: Actor, now: datetime, **inputs: Any) -> None:
        case = ClaimBatch.objects.select_related("agency__area", "provider").get(pk=self.batch.pk)
        try:
            acts.perform(name, case=case, by=by, now=now, **inputs)
        except Refusal as refusal:
            raise StoryError(f"{self}：{now:%Y-%m-%d} {name} 被拒绝（{refusal.code}）：{refusal}") from refusal
        self.claims.play.acts += 1


@dataclass
class SentByBody(Sent):
    """One body's assessments of the month."""

    head: ClassVar[tuple[str, ...]] = FEE_HEAD
    kind: ClassVar[str] = ClaimBatch.Kind.ASSESSMENT
    manager: ClassVar[str] = Post.BODY_MANAGER

    def _rows(self) -> Iterable[list[str]]:
        fee = rule("assessment.fee", area=self.offices.region.area, on=self.month).value
        held = Assessment.objects.filter(body=self.provider).exclude(state=AssessmentState.CANCELLED)
        for row in held.select_related("application__person").order_by("visited_at", "pk"):
            day = timezone.localdate(row.visited_at) if row.visited_at else None
            if day is not None and day.replace(day=1) == self.month:
                person = row.application.person
                yield [f"{day:%Y-%m-%d}", str(person.id_number), person.name, str(row.matter), f"{fee:.2f}"]
